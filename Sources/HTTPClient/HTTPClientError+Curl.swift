import CCurl

extension HTTPClientError.Code {
    /// The kind of what curl reports.
    init(_ result: CURLcode) {
        switch result {
        case CURLE_URL_MALFORMAT:
            self = .badRequest
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            self = .cannotResolve
        case CURLE_COULDNT_CONNECT:
            self = .cannotConnect
        case CURLE_SSL_CACERT_BADFILE:
            self = .badAuthorities
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
            self = .tlsFailed
        case CURLE_OPERATION_TIMEDOUT:
            self = .timedOut
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE:
            self = .connectionLost
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING:
            self = .badResponse
        case CURLE_FILESIZE_EXCEEDED:
            self = .responseTooLarge
        case CURLE_SEND_FAIL_REWIND:
            self = .connectionLost
        case CURLE_TOO_MANY_REDIRECTS:
            self = .tooManyRedirects
        default:
            self = .failed
        }
    }
}
