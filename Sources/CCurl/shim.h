#ifndef FALSEWORK_CCURL_SHIM_H
#define FALSEWORK_CCURL_SHIM_H

#include <curl/curl.h>
#include <stddef.h>

// Swift can call no variadic function, so each kind of argument has its own here. The parentheses keep curl's type
// checking macros away, which want the option to be a constant.

typedef size_t (*ccurl_data_callback)(char *data, size_t size, size_t count, void *context);

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

// Whether the only transfer has come to its end, and how; the result is in a union, inconvenient in Swift.
static inline int ccurl_is_finished(CURLM *multi, CURLcode *result) {
    int waiting = 0;
    CURLMsg *message = curl_multi_info_read(multi, &waiting);
    if (message == NULL || message->msg != CURLMSG_DONE) {
        return 0;
    }
    *result = message->data.result;
    return 1;
}

#endif
