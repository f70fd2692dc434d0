#pragma once

#include <microhttpd.h>
#include <stdint.h>

/* What Swift does not import of libmicrohttpd: functions with a variable argument list, and macros with casts. */

static inline int microhttpd_connection_descriptor(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

static inline void *microhttpd_connection_context(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : 0;
}

static inline enum MHD_Result microhttpd_response_sends_keep_alive(struct MHD_Response *response) {
    return MHD_set_response_options(response, MHD_RF_SEND_KEEP_ALIVE_HEADER, MHD_RO_END);
}

static inline enum MHD_Result microhttpd_response_is_never_chunked(struct MHD_Response *response) {
    return MHD_set_response_options(response, MHD_RF_HTTP_1_0_COMPATIBLE_STRICT, MHD_RO_END);
}

static const uint64_t microhttpd_size_unknown = MHD_SIZE_UNKNOWN;
static const ssize_t microhttpd_end_of_stream = MHD_CONTENT_READER_END_OF_STREAM;
static const ssize_t microhttpd_end_with_error = MHD_CONTENT_READER_END_WITH_ERROR;

#ifdef __linux__
#include <sys/epoll.h>

/* glibc's Swift module leaves sys/epoll.h out. */

static inline int microhttpd_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

static inline int microhttpd_epoll_add(int set, int descriptor, uint64_t token) {
    struct epoll_event event = {
        .events = EPOLLRDHUP | EPOLLHUP | EPOLLERR | EPOLLONESHOT,
        .data = {.u64 = token},
    };
    return epoll_ctl(set, EPOLL_CTL_ADD, descriptor, &event);
}

static inline int microhttpd_epoll_add_readable(int set, int descriptor, uint64_t token) {
    struct epoll_event event = {.events = EPOLLIN, .data = {.u64 = token}};
    return epoll_ctl(set, EPOLL_CTL_ADD, descriptor, &event);
}

static inline int microhttpd_epoll_remove(int set, int descriptor) {
    return epoll_ctl(set, EPOLL_CTL_DEL, descriptor, 0);
}

/* Stores at most 64 tokens. */
static inline int microhttpd_epoll_wait(int set, uint64_t *tokens, int milliseconds) {
    struct epoll_event events[64];
    int count = epoll_wait(set, events, 64, milliseconds);
    for (int index = 0; index < count; index++) tokens[index] = events[index].data.u64;
    return count;
}
#endif
