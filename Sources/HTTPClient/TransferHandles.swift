import CCurl
import HTTPTypes

/// What curl borrows for a transfer, and how its handle is set up.
final class TransferHandles {
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    private let text: UnsafeMutablePointer<CChar>

    /// curl's own state, made once per process.
    private static let initialized = ccurl_global_init()

    init() {
        text = .allocate(capacity: Int(CURL_ERROR_SIZE))
        text.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        for list in lists {
            curl_slist_free_all(list)
        }
        text.deallocate()
    }

    /// A new handle.
    static func make() throws(HTTPClientError) -> UnsafeMutableRawPointer {
        guard initialized == CURLE_OK, let easy = curl_easy_init() else {
            throw HTTPClientError(.failed, "curl cannot start")
        }
        return easy
    }

    /// What curl has to say about an error.
    var errorText: String { String(cString: text) }

    /// Sets a handle up; it must not outlive this object.
    func configure(
        _ easy: UnsafeMutableRawPointer,
        _ request: PreparedRequest,
        _ options: HTTPClient.Options,
        _ limits: HTTPClient.ConnectionLimits
    ) throws(HTTPClientError) {
        try set(ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, text))
        try set(ccurl_set_callback(easy, CURLOPT_HEADERFUNCTION, lineArrived))
        try set(ccurl_set_callback(easy, CURLOPT_WRITEFUNCTION, pieceArrived))
        try set(ccurl_set_callback(easy, CURLOPT_READFUNCTION, bodyWanted))
        try set(ccurl_set_seek_callback(easy, bodyWantedAgain))
        try setRequest(easy, request)
        try setConnection(easy, request, options)
        try set(ccurl_set_long(easy, CURLOPT_MAXAGE_CONN, max(1, Self.milliseconds(limits.idleTime) / 1000)))
        try setAuthorities(easy, options)
    }

    /// Whole milliseconds from 1, since 0 would mean no deadline for curl, up to 23 days.
    static func milliseconds(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        guard seconds < 2_000_000 else { return 2_000_000_000 }
        return max(1, Int(max(seconds, 0)) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    }

    private func set(_ result: CURLcode) throws(HTTPClientError) {
        guard result == CURLE_OK else {
            throw HTTPClientError(.failed, "curl refuses an option: \(String(cString: curl_easy_strerror(result)))")
        }
    }

    /// Sets an option that is a list of lines; the list lives as long as this object.
    private func set(
        _ easy: UnsafeMutableRawPointer,
        _ option: CURLoption,
        lines: [String]
    ) throws(HTTPClientError) {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = curl_slist_append(list, line) else {
                curl_slist_free_all(list)
                throw HTTPClientError(.failed, "no memory")
            }
            list = longer
        }
        guard let list else { return }
        lists.append(list)
        try set(ccurl_set_list(easy, option, list))
    }

    private func setRequest(
        _ easy: UnsafeMutableRawPointer,
        _ request: PreparedRequest
    ) throws(HTTPClientError) {
        try set(ccurl_set_string(easy, CURLOPT_URL, request.url))
        try set(ccurl_set_long(easy, CURLOPT_PATH_AS_IS, 1))
        // Holds for redirects too.
        try set(ccurl_set_string(easy, CURLOPT_PROTOCOLS_STR, "http,https"))
        try set(ccurl_set_long(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1))
        try set(easy, CURLOPT_HTTPHEADER, lines: request.headerLines)
        if let content = request.content {
            try set(ccurl_set_long(easy, CURLOPT_POST, 1))
            // -1: unknown; the chunks are asked for by a header field.
            let length = content.length.map { curl_off_t(clamping: $0) } ?? -1
            try set(ccurl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, length))
        }
        switch (request.method, request.content) {
        case ("GET", nil), ("POST", .some):
            break
        case ("HEAD", _):
            try set(ccurl_set_long(easy, CURLOPT_NOBODY, 1))
        default:
            try set(ccurl_set_string(easy, CURLOPT_CUSTOMREQUEST, request.method))
        }
    }

    private func setConnection(
        _ easy: UnsafeMutableRawPointer,
        _ request: PreparedRequest,
        _ options: HTTPClient.Options
    ) throws(HTTPClientError) {
        // curl must not use signals for its deadlines: there are other threads.
        try set(ccurl_set_long(easy, CURLOPT_NOSIGNAL, 1))
        try set(ccurl_set_quick_exit(easy))
        try set(ccurl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(options.connectTimeout)))
        // curl repeats a request without a body on its own when the connection that it reused is dead.
        let isRepeatedBlindly = !request.isIdempotent && request.content?.length == 0
        if !options.reusesConnections || isRepeatedBlindly {
            try set(ccurl_set_long(easy, CURLOPT_FRESH_CONNECT, 1))
        }
        if !options.reusesConnections {
            try set(ccurl_set_long(easy, CURLOPT_FORBID_REUSE, 1))
        }
        if options.maximumRedirects > 0 {
            try set(ccurl_set_long(easy, CURLOPT_FOLLOWLOCATION, 1))
            try set(ccurl_set_long(easy, CURLOPT_MAXREDIRS, min(options.maximumRedirects, 1000)))
        }
        if let proxy = options.proxy {
            try set(ccurl_set_string(easy, CURLOPT_PROXY, proxy))
            try set(ccurl_set_string(easy, CURLOPT_NOPROXY, ""))
        } else if !options.usesProxyFromEnvironment {
            try set(ccurl_set_string(easy, CURLOPT_PROXY, ""))
        }
        // What a proxy says about its tunnel is no part of the answer.
        try set(ccurl_set_long(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1))
        try set(easy, CURLOPT_CONNECT_TO, lines: options.connections.map(\.spelling))
    }

    /// Gives curl all authorities as one text, because a text takes the place of its own file.
    private func setAuthorities(
        _ easy: UnsafeMutableRawPointer,
        _ options: HTTPClient.Options
    ) throws(HTTPClientError) {
        guard options.authoritiesPEM != nil || options.authoritiesFile != nil || !options.trustsSystemAuthorities
        else { return }
        var text: [UInt8] = []
        if let pem = options.authoritiesPEM {
            text += Array(pem.utf8) + [0x0A]
        }
        if let path = options.authoritiesFile {
            guard let bytes = readFile(path) else {
                throw HTTPClientError(.badAuthorities, "cannot read \(path)")
            }
            text += bytes + [0x0A]
        }
        if options.trustsSystemAuthorities {
            if let path = ccurl_default_authorities_file(easy), let bytes = readFile(String(cString: path)) {
                text += bytes
            }
        } else {
            try set(ccurl_set_string(easy, CURLOPT_CAPATH, nil))
        }
        try set(ccurl_set_blob(easy, CURLOPT_CAINFO_BLOB, text, text.count))
    }
}
