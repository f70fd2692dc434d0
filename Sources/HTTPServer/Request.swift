public import HTTPTypes

/// A request whose head and body have arrived completely.
///
/// The target is kept exactly as it was sent; the properties derived from it (`rawPath`, `pathSegments`,
/// `queryItems`) are computed at each use.
public struct Request: Sendable {
    /// The method, which may be one that no standard knows.
    public var method: HTTPRequest.Method

    /// The request target of the request line, byte for byte (RFC 9112, section 3.2).
    ///
    /// Whoever logs it has to think of tokens in its query.
    public var target: String

    /// The content, without transfer coding; empty if there was none, or it is elsewhere.
    public var body: [UInt8]

    /// The content, if `ServerConfiguration.chooseBody` sent it to a file; the file goes with the last reference to it.
    public var bodyFile: BodyFile?

    /// Why the content that was announced is not here; the handler was asked all the same.
    public var bodyFailure: BodyFailure?

    /// Whether the request came over TLS.
    public var isSecure: Bool

    var head: HeadStorage

    /// The head as it came off the wire, or as a caller set it.
    enum HeadStorage: Sendable {
        case block(HeaderBlock)
        case fields(HTTPFields)
    }

    /// Makes a request by hand, so that a handler can be tested without a socket.
    public init(
        method: HTTPRequest.Method = .get,
        target: String,
        headerFields: HTTPFields = [:],
        body: [UInt8] = [],
        isSecure: Bool = false
    ) {
        self.method = method
        self.target = target
        self.body = body
        self.isSecure = isSecure
        self.head = .fields(headerFields)
    }

    init(method: HTTPRequest.Method, target: String, block: HeaderBlock, body: [UInt8], isSecure: Bool) {
        self.method = method
        self.target = target
        self.body = body
        self.isSecure = isSecure
        self.head = .block(block)
    }

    /// All header fields in the order they were sent, duplicates kept.
    ///
    /// For a request from the wire the list is built at each use; `header(_:)` reads single fields without it.
    public var headerFields: HTTPFields {
        get {
            switch head {
            case .block(let block): block.fields
            case .fields(let fields): fields
            }
        }
        set { head = .fields(newValue) }
    }

    /// The value of the first field of that name.
    ///
    /// Unlike the subscript of `HTTPFields` this does not join several fields into one value.
    public func header(_ name: HTTPField.Name) -> String? {
        switch head {
        case .block(let block): block.firstValue(of: name)
        case .fields(let fields): fields.first { $0.name == name }?.value
        }
    }
}
