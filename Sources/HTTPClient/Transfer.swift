import CCurl
import HTTPTypes
import Synchronization
import SystemThreads

/// One request on its way, on a thread of its own.
///
/// Sendable although its handles are not: until `start` they belong to the task that made it, from then on to the
/// thread. `cancel` may be called by anyone at any time: it touches the atomic flag, and `curl_multi_wakeup`, which curl
/// allows from every thread as long as the multi handle lives, which it does as long as this object.
final class Transfer: @unchecked Sendable {
    private let easy: UnsafeMutableRawPointer
    private let multi: UnsafeMutableRawPointer
    private let isCancelled = Atomic(false)
    private let isEasyFreed = Atomic(false)
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    private var collector: ResponseCollector
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    /// curl's own state, made once per process.
    private static let initialized = ccurl_global_init()

    init(_ request: PreparedRequest, _ options: HTTPClient.Options) throws(HTTPClientError) {
        guard Self.initialized == CURLE_OK, let easy = curl_easy_init() else {
            throw HTTPClientError(.failed, "curl cannot start")
        }
        guard let multi = curl_multi_init() else {
            curl_easy_cleanup(easy)
            throw HTTPClientError(.failed, "curl cannot start")
        }
        self.easy = easy
        self.multi = multi
        collector = ResponseCollector(maximumBodyBytes: options.maximumResponseBytes)
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try setRequest(request)
        try setOptions(options)
        try setAuthorities(options)
        try set(ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText))
        try set(ccurl_set_callback(easy, CURLOPT_HEADERFUNCTION, takeLine))
        try set(ccurl_set_callback(easy, CURLOPT_WRITEFUNCTION, takeBody))
    }

    deinit {
        if !isEasyFreed.load(ordering: .acquiring) {
            curl_easy_cleanup(easy)
        }
        curl_multi_cleanup(multi)
        for list in lists {
            curl_slist_free_all(list)
        }
        errorText.deallocate()
    }

    /// Runs the transfer on a new thread, which calls the closure once.
    func start(_ completion: @escaping @Sendable (Result<(HTTPResponse, [UInt8]), HTTPClientError>) -> Void) {
        let thread = SystemThread { [self] in
            completion(run())
            // Here rather than in deinit, because it may wait for the look-up of a host.
            curl_multi_remove_handle(multi, easy)
            curl_easy_cleanup(easy)
            isEasyFreed.store(true, ordering: .releasing)
        }
        if let thread {
            thread.detach()
        } else {
            completion(.failure(HTTPClientError(.failed, "there is no thread to be had")))
        }
    }

    /// Ends the transfer soon, from whatever thread.
    func cancel() {
        isCancelled.store(true, ordering: .releasing)
        curl_multi_wakeup(multi)
    }

    private func run() -> Result<(HTTPResponse, [UInt8]), HTTPClientError> {
        // Not retained: the thread's closure holds this object until the handle is freed.
        let context = Unmanaged.passUnretained(self).toOpaque()
        _ = ccurl_set_pointer(easy, CURLOPT_HEADERDATA, context)
        _ = ccurl_set_pointer(easy, CURLOPT_WRITEDATA, context)
        curl_multi_add_handle(multi, easy)
        var result = CURLE_OK
        while true {
            if isCancelled.load(ordering: .acquiring) {
                return .failure(HTTPClientError(.cancelled, "cancelled"))
            }
            var running: Int32 = 0
            var status = curl_multi_perform(multi, &running)
            if ccurl_is_finished(multi, &result) != 0 {
                break
            }
            if status == CURLM_OK {
                status = curl_multi_poll(multi, nil, 0, 1000, nil)
            }
            guard status == CURLM_OK else {
                return .failure(HTTPClientError(.failed, String(cString: curl_multi_strerror(status))))
            }
        }
        if result == CURLE_OK {
            return .success((collector.response, collector.body))
        }
        return .failure(error(result))
    }

    private func error(_ result: CURLcode) -> HTTPClientError {
        if collector.isTooLarge {
            return HTTPClientError(.responseTooLarge, "the answer is too large")
        }
        let words = String(cString: errorText)
        return HTTPClientError(
            HTTPClientError.Code(result),
            words.isEmpty ? String(cString: curl_easy_strerror(result)) : words
        )
    }

    fileprivate func take(_ bytes: UnsafeBufferPointer<UInt8>, isLine: Bool) -> Bool {
        isLine ? collector.takeLine(bytes) : collector.takeBody(bytes)
    }
}

extension Transfer {
    private func set(_ result: CURLcode) throws(HTTPClientError) {
        guard result == CURLE_OK else {
            throw HTTPClientError(.failed, "curl refuses an option: \(String(cString: curl_easy_strerror(result)))")
        }
    }

    /// Sets an option that is a list of lines; the list lives as long as this object.
    private func set(_ option: CURLoption, lines: [String]) throws(HTTPClientError) {
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

    private func setRequest(_ request: PreparedRequest) throws(HTTPClientError) {
        try set(ccurl_set_string(easy, CURLOPT_URL, request.url))
        try set(ccurl_set_long(easy, CURLOPT_PATH_AS_IS, 1))
        // Holds for redirects too.
        try set(ccurl_set_string(easy, CURLOPT_PROTOCOLS_STR, "http,https"))
        try set(ccurl_set_long(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1))
        try set(CURLOPT_HTTPHEADER, lines: request.headerLines)
        if let body = request.body {
            try set(ccurl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
            try set(ccurl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, body.isEmpty ? [0] : body))
        }
        switch (request.method, request.body) {
        case ("GET", nil), ("POST", .some):
            break
        case ("HEAD", _):
            try set(ccurl_set_long(easy, CURLOPT_NOBODY, 1))
        default:
            try set(ccurl_set_string(easy, CURLOPT_CUSTOMREQUEST, request.method))
        }
    }

    private func setOptions(_ options: HTTPClient.Options) throws(HTTPClientError) {
        // curl must not use signals for its deadlines: there are other threads.
        try set(ccurl_set_long(easy, CURLOPT_NOSIGNAL, 1))
        try set(ccurl_set_long(easy, CURLOPT_FORBID_REUSE, 1))
        try set(ccurl_set_long(easy, CURLOPT_TIMEOUT_MS, Self.milliseconds(options.timeout)))
        try set(ccurl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(options.connectTimeout)))
        if options.maximumRedirects > 0 {
            try set(ccurl_set_long(easy, CURLOPT_FOLLOWLOCATION, 1))
            try set(ccurl_set_long(easy, CURLOPT_MAXREDIRS, min(options.maximumRedirects, 1000)))
        }
        if !options.usesProxyFromEnvironment {
            try set(ccurl_set_string(easy, CURLOPT_PROXY, ""))
        }
        try set(CURLOPT_CONNECT_TO, lines: options.connections.map(\.spelling))
    }

    /// Whole milliseconds from 1, since 0 would mean no deadline for curl, up to 24 days.
    private static func milliseconds(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        guard seconds < 2_000_000 else { return 2_000_000_000 }
        return max(1, Int(max(seconds, 0)) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    }

    /// Gives curl all authorities as one text, because a text takes the place of its own file.
    private func setAuthorities(_ options: HTTPClient.Options) throws(HTTPClientError) {
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

private func take(
    _ data: UnsafeMutablePointer<CChar>?,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?,
    isLine: Bool
) -> Int {
    guard let data, let context else { return 0 }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    let isTaken = data.withMemoryRebound(to: UInt8.self, capacity: count) { bytes in
        transfer.take(UnsafeBufferPointer(start: bytes, count: count), isLine: isLine)
    }
    // Any other number than that of the bytes ends the transfer.
    return isTaken ? count : (count == 0 ? 1 : 0)
}

private let takeLine: ccurl_data_callback = { data, size, count, context in
    take(data, size * count, context, isLine: true)
}

private let takeBody: ccurl_data_callback = { data, size, count, context in
    take(data, size * count, context, isLine: false)
}
