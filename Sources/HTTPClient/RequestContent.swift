/// A request's body, ready to be sent.
enum RequestContent: Sendable {
    case bytes([UInt8])
    case file(OpenFile)
    case stream(length: UInt64?, @Sendable (HTTPClient.RequestBodyWriter) async throws -> Void)

    /// Opens what has to be opened; nil for no body.
    init?(_ body: HTTPClient.RequestBody) throws(HTTPClientError) {
        switch body {
        case .none:
            return nil
        case .bytes(let bytes):
            self = .bytes(bytes)
        case .file(let path, let offset, let length):
            self = .file(try OpenFile(path, offset: offset, length: length))
        case .stream(let length, let produce):
            self = .stream(length: length, produce)
        }
    }

    /// The length in bytes, where it is known.
    var length: UInt64? {
        switch self {
        case .bytes(let bytes): UInt64(bytes.count)
        case .file(let file): file.length
        case .stream(let length, _): length
        }
    }

    /// Whether it can be sent again from its beginning.
    var isRepeatable: Bool {
        if case .stream = self { false } else { true }
    }
}
