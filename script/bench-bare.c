/*
 * The least an HTTP server on libmicrohttpd can do; script/bench measures falsework against it.
 *
 * usage: bench-bare PORT THREADS
 *
 * Listens on 127.0.0.1 (port 0: any free one), prints its URL and "Ready.", reads and forgets request
 * bodies, answers everything with the same 400 bytes of JSON, and stops on SIGTERM or SIGINT.
 */
#define _POSIX_C_SOURCE 200809L
#include <arpa/inet.h>
#include <microhttpd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { body_size = 400, connection_limit = 2000 };

static char body[body_size];

/* libmicrohttpd calls this once with the head, once per piece of body, and once at the end. */
static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *piece, size_t *piece_size, void **request)
{
    static char seen;
    (void)context, (void)url, (void)method, (void)version, (void)piece;

    if (*request == NULL) {
        *request = &seen;
        return MHD_YES;
    }
    if (*piece_size > 0) {
        *piece_size = 0;
        return MHD_YES;
    }
    struct MHD_Response *response = MHD_create_response_from_buffer(body_size, body, MHD_RESPMEM_MUST_COPY);
    if (response == NULL)
        return MHD_NO;
    enum MHD_Result result = MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "application/json");
    if (result == MHD_YES)
        result = MHD_queue_response(connection, MHD_HTTP_OK, response);
    MHD_destroy_response(response);
    return result;
}

static int number(const char *text, long most)
{
    char *end;
    long value = strtol(text, &end, 10);
    return *text != '\0' && *end == '\0' && value >= 0 && value <= most ? (int)value : -1;
}

int main(int argc, char **argv)
{
    int port = argc == 3 ? number(argv[1], 65535) : -1;
    int threads = argc == 3 ? number(argv[2], 64) : -1;
    if (port < 0 || threads < 1) {
        fprintf(stderr, "usage: %s PORT THREADS\n", argv[0]);
        return 2;
    }

    memset(body, 'x', body_size);
    memcpy(body, "{\"fill\":\"", 9);
    memcpy(body + body_size - 2, "\"}", 2);

    /* Blocked here and so in every thread started below: sigwait() is the only one to see them. */
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);
    signal(SIGPIPE, SIG_IGN);

    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ERROR_LOG, (uint16_t)port, NULL, NULL, answer, NULL,
        MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address, MHD_OPTION_CONNECTION_LIMIT, (unsigned)connection_limit,
        threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, (unsigned)threads, MHD_OPTION_END);
    if (daemon == NULL) {
        fprintf(stderr, "%s: cannot listen on port %d\n", argv[0], port);
        return 1;
    }
    const union MHD_DaemonInfo *bound = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
    printf("http://127.0.0.1:%d\nReady.\n", bound != NULL ? bound->port : port);
    fflush(stdout);

    int received;
    sigwait(&stop, &received);
    MHD_stop_daemon(daemon);
    return 0;
}
