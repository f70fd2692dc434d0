public import HTTPTypes

/// An answer.
///
/// `content-length`, `transfer-encoding` and `date` are added by the server; the first two are ignored in
/// `headerFields`. `connection: close` closes the connection after the answer.
public struct Response: Sendable {
    /// The status; its reason phrase is ignored, the usual one for the code is sent.
    public var status: HTTPResponse.Status

    /// Fields that many answers share, sent before `headerFields`.
    public var preparedFields: PreparedFields?

    /// The header fields, sent in this order.
    public var headerFields: HTTPFields

    /// The content.
    public var body: Body

    /// The content of an answer.
    ///
    /// After `HEAD` none of it is sent and no stream is started; the connection is closed after the head of a stream.
    /// A 204 or 304 has no content either; a 304 gets the `content-length` of the body given here.
    public enum Body: Sendable {
        /// Content in memory.
        case bytes([UInt8])
        /// A part of a file, sent without passing through this process's memory where the system can.
        case file(FileSlice)
        /// Content made while it is sent, in chunks; the stream ends when the closure returns.
        ///
        /// The closure runs in a task of its own, which is cancelled when the peer leaves or the server stops.
        case stream(@Sendable (BodyWriter) async -> Void)
        /// Content of a known length in bytes, made while it is sent.
        ///
        /// A closure that returns early leaves the peer with an incomplete body, and the connection is closed. What it
        /// writes beyond the length is not sent; its task is cancelled when the last byte is out.
        case sizedStream(UInt64, @Sendable (BodyWriter) async -> Void)
        /// No answer at all: the connection is closed. For simulated faults.
        case hangUp
        /// No answer at all: the connection is reset, so that the peer gets an error and no orderly end. For simulated
        /// faults.
        case reset
        /// Bytes that stand in the place of an HTTP answer, head and all; then the connection is closed. For simulated
        /// faults.
        ///
        /// At most 64 KB of them are sent, and of those only what the socket takes at once. Over TLS they go out below
        /// it, where they are as much garbage to the peer's TLS as they are to its HTTP otherwise.
        case garbage([UInt8])
    }

    /// Makes an answer.
    public init(
        status: HTTPResponse.Status = .ok,
        preparedFields: PreparedFields? = nil,
        headerFields: HTTPFields = [:],
        body: Body = .bytes([])
    ) {
        self.status = status
        self.preparedFields = preparedFields
        self.headerFields = headerFields
        self.body = body
    }

    /// The prepared fields and the others, as they are sent.
    public var allHeaderFields: HTTPFields {
        guard let preparedFields else { return headerFields }
        return HTTPFields(Array(preparedFields.fields) + Array(headerFields))
    }
}

/// A list of header fields made once and used by many answers.
///
/// The server recognises a list by its identity, so keep it (a static constant, a property of the service): answers
/// on one connection with the same list and a body of the same length cost hardly more than with no field at all.
public struct PreparedFields: Sendable {
    let storage: Storage

    final class Storage: Sendable {
        let fields: HTTPFields
        init(_ fields: HTTPFields) { self.fields = fields }
    }

    /// Prepares the fields.
    public init(_ fields: HTTPFields) {
        storage = Storage(fields)
    }

    /// The fields.
    public var fields: HTTPFields { storage.fields }
}
