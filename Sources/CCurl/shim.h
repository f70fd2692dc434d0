#ifndef FALSEWORK_CCURL_SHIM_H
#define FALSEWORK_CCURL_SHIM_H

#include <curl/curl.h>
#include <stddef.h>

// Swift can call no variadic function, so each kind of argument has its own here. The parentheses keep curl's type
// checking macros away, which want the option to be a constant.

typedef size_t (*ccurl_data_callback)(char *data, size_t size, size_t count, void *context);
typedef int (*ccurl_seek_callback)(void *context, curl_off_t offset, int origin);

static inline CURLcode ccurl_set_long(CURL *handle, CURLoption option, long value) {
    return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode ccurl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode ccurl_set_string(CURL *handle, CURLoption option, const char *value) {
    return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode ccurl_set_pointer(CURL *handle, CURLoption option, const void *value) {
    return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode ccurl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode ccurl_set_callback(CURL *handle, CURLoption option, ccurl_data_callback value) {
    return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode ccurl_set_seek_callback(CURL *handle, ccurl_seek_callback value) {
    return (curl_easy_setopt)(handle, CURLOPT_SEEKFUNCTION, value);
}

// Without it, taking out a transfer whose host is being looked up waits for the end of the look-up, and so do all the
// others on the thread. The look-up's own thread frees what it holds.
static inline CURLcode ccurl_set_quick_exit(CURL *handle) {
#if LIBCURL_VERSION_NUM >= 0x075700
    return (curl_easy_setopt)(handle, CURLOPT_QUICK_EXIT, 1L);
#else
    return CURLE_OK;
#endif
}

static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return (curl_multi_setopt)(multi, option, value);
}

static inline CURLcode ccurl_set_blob(CURL *handle, CURLoption option, const void *data, size_t size) {
    struct curl_blob blob = {(void *)data, size, CURL_BLOB_COPY};
    return (curl_easy_setopt)(handle, option, &blob);
}

// The file of authorities that this curl was built to trust, or NULL.
static inline const char *ccurl_default_authorities_file(CURL *handle) {
    char *path = NULL;
    return (curl_easy_getinfo)(handle, CURLINFO_CAINFO, &path) == CURLE_OK ? path : NULL;
}

// A macro made of others, which Swift does not import.
static inline CURLcode ccurl_global_init(void) {
    return curl_global_init(CURL_GLOBAL_DEFAULT);
}

// The next transfer that has come to its end, or NULL, and how; the result is in a union, inconvenient in Swift.
static inline CURL *ccurl_next_finished(CURLM *multi, CURLcode *result) {
    int waiting = 0;
    CURLMsg *message = curl_multi_info_read(multi, &waiting);
    while (message != NULL && message->msg != CURLMSG_DONE) {
        message = curl_multi_info_read(multi, &waiting);
    }
    if (message == NULL) {
        return NULL;
    }
    *result = message->data.result;
    return message->easy_handle;
}

// Goes on with a transfer that its callbacks have paused; they pause it again where there still is nothing to do.
static inline CURLcode ccurl_resume(CURL *handle) {
    return curl_easy_pause(handle, CURLPAUSE_CONT);
}

// What callbacks return, as the type that they return; Swift imports the macros as another.
static const size_t ccurl_write_pause = CURL_WRITEFUNC_PAUSE;
static const size_t ccurl_read_pause = CURL_READFUNC_PAUSE;
static const size_t ccurl_read_abort = CURL_READFUNC_ABORT;

#endif
