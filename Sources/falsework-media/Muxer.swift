import CAVFormat

/// A file that is being written. The same tracks give the same bytes.
final class Muxer {
    private var context: UnsafeMutablePointer<AVFormatContext>?
    private let isMP4: Bool

    /// - Parameter path: of an empty file.
    init(path: String, format: String) throws(MediaFailure) {
        isMP4 = format == "mp4"
        // With a scheme, so that no other one can be read into the path.
        let url = "file:" + path
        try MediaFailure.check(avformat_alloc_output_context2(&context, nil, format, url), "the new file")
        guard let context else { throw MediaFailure("no memory") }
        // No date, no version, no chance.
        context.pointee.flags |= AVFMT_FLAG_BITEXACT
        try MediaFailure.check(avio_open(&context.pointee.pb, url, AVIO_FLAG_WRITE), "the new file")
    }

    deinit {
        if context?.pointee.pb != nil { avio_closep(&context!.pointee.pb) }
        avformat_free_context(context)
    }

    func add(_ track: Track) throws(MediaFailure) {
        guard let stream = avformat_new_stream(context, nil) else { throw MediaFailure("no memory") }
        let source = track.stream
        try MediaFailure.check(
            avcodec_parameters_copy(stream.pointee.codecpar, source.pointee.codecpar),
            "the stream's parameters"
        )
        // The tag is the source container's; this one has its own.
        stream.pointee.codecpar.pointee.codec_tag = 0
        stream.pointee.time_base = source.pointee.time_base
        stream.pointee.avg_frame_rate = source.pointee.avg_frame_rate
        stream.pointee.sample_aspect_ratio = source.pointee.sample_aspect_ratio
        try MediaFailure.check(cavformat_copy_display_matrix(stream, source), "the stream's turn")
    }

    func begin() throws(MediaFailure) {
        var options: OpaquePointer?
        defer { av_dict_free(&options) }
        if isMP4 {
            // The index comes first, so that a browser plays before it has everything.
            av_dict_set(&options, "movflags", "+faststart", 0)
        } else {
            // Frames only, so that the length is theirs.
            av_dict_set(&options, "write_xing", "0", 0)
            av_dict_set(&options, "id3v2_version", "0", 0)
        }
        try MediaFailure.check(avformat_write_header(context, &options), "the new file's header")
    }

    /// Writes a track's packet.
    func write(_ track: Track, as index: Int) throws(MediaFailure) {
        guard let context, let stream = context.pointee.streams[index] else { return }
        let packet = track.packet
        av_packet_rescale_ts(packet, track.timeBase, stream.pointee.time_base)
        packet.pointee.stream_index = Int32(index)
        packet.pointee.pos = -1
        try MediaFailure.check(av_interleaved_write_frame(context, packet), "a packet")
    }

    func finish() throws(MediaFailure) {
        try MediaFailure.check(av_write_trailer(context), "the new file's end")
        try MediaFailure.check(avio_closep(&context!.pointee.pb), "the new file's end")
    }
}
