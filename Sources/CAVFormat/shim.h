#ifndef FALSEWORK_CAVFORMAT_SHIM_H
#define FALSEWORK_CAVFORMAT_SHIM_H

#include <errno.h>
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/dict.h>
#include <libavutil/display.h>
#include <libavutil/log.h>
#include <libavutil/mem.h>
#include <string.h>

// Macros that cast or are functions do not import into Swift.

static inline int64_t cavformat_no_time(void) { return AV_NOPTS_VALUE; }
static inline int cavformat_end_of_file(void) { return AVERROR_EOF; }
static inline int cavformat_access_denied(void) { return AVERROR(EACCES); }
static inline int cavformat_interrupted(void) { return AVERROR_EXIT; }

// FFmpeg 7 keeps what belongs to a stream's codec with its parameters; before, it belongs to the stream. Written for both,
// tested with 5.1.

static inline const int32_t *cavformat_display_matrix(const AVStream *stream) {
#if LIBAVFORMAT_VERSION_MAJOR >= 61
    const AVPacketSideData *data = av_packet_side_data_get(
        stream->codecpar->coded_side_data, stream->codecpar->nb_coded_side_data, AV_PKT_DATA_DISPLAYMATRIX);
    return data != NULL && data->size >= 9 * sizeof(int32_t) ? (const int32_t *)data->data : NULL;
#else
    size_t size = 0;
    const uint8_t *data = av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
    return data != NULL && size >= 9 * sizeof(int32_t) ? (const int32_t *)data : NULL;
#endif
}

// Gives a stream the turn of another one; nothing to do where the parameters carry it. Negative when there is no memory.
static inline int cavformat_copy_display_matrix(AVStream *to, const AVStream *from) {
#if LIBAVFORMAT_VERSION_MAJOR >= 61
    (void)to;
    (void)from;
    return 0;
#else
    const int32_t *matrix = cavformat_display_matrix(from);
    if (matrix == NULL) {
        return 0;
    }
    uint8_t *copy = av_stream_new_side_data(to, AV_PKT_DATA_DISPLAYMATRIX, 9 * sizeof(int32_t));
    if (copy == NULL) {
        return AVERROR(ENOMEM);
    }
    memcpy(copy, matrix, 9 * sizeof(int32_t));
    return 0;
#endif
}

#endif
