internal import FalAPI
internal import HTTPServer
public import HTTPTypes
public import JSON

/// A world of an emulator in a test's hands: the key that opens it, where to send requests, its clock, its journal.
public struct FalWorld: Sendable {
    private let host: EmulatorHost
    private let id: String
    private let secret: String

    init(host: EmulatorHost, id: String, secret: String) {
        self.host = host
        self.id = id
        self.secret = secret
    }

    /// The key, as `id:secret`; requests carry it as `Authorization: Key id:secret`.
    public var key: String { "\(id):\(secret)" }

    /// Where the emulator listens, as `http://127.0.0.1:12345`. The queue is below `/queue`.
    public var url: String { host.url }

    /// Where it listens for HTTPS; nil unless `LocalEmulator.Options.isSecure`.
    public var secureURL: String? { host.secureURL }

    /// The certificate authority that clients have to trust for HTTPS, in PEM; nil unless `LocalEmulator.Options.isSecure`.
    public var authorityPEM: String? { host.authorityPEM }

    /// The world's clock.
    public var clock: WorldClock { WorldClock(world: world) }

    /// What clients did in the world.
    public var journal: WorldJournal { WorldJournal(world: world) }

    /// Answers a request as the emulator does, without a socket, and with this world's key if it carries none.
    ///
    /// Streams are collected to their end.
    /// - Parameters:
    ///   - request: its path says which service is meant, as `/queue/…`; scheme and authority are what URLs in the answer
    ///     begin with.
    ///   - body: the content.
    /// - Throws: `ConnectionBroken` where a client would see its connection break; `CancellationError`.
    public func send(_ request: HTTPRequest, body: [UInt8] = []) async throws -> (HTTPResponse, [UInt8]) {
        var fields = request.headerFields
        if fields[.host] == nil { fields[.host] = request.authority ?? authority }
        if fields[.authorization] == nil { fields[.authorization] = "Key \(key)" }
        let answer = host.emulator.handler(
            Request(
                method: request.method,
                target: request.path ?? "/",
                headerFields: fields,
                body: body,
                isSecure: request.scheme == "https"
            )
        )
        let response =
            switch answer {
            case .now(let response): response
            case .later(let work): await work()
            }
        try Task.checkCancellation()
        return (
            HTTPResponse(status: response.status, headerFields: response.allHeaderFields),
            try await response.collectedBody()
        )
    }

    /// Asks the control API about this world: `try await world.control(.put, "clock", ["mode": "manual"])`.
    /// - Parameters:
    ///   - method: the route's.
    ///   - path: below `/_falsework/v1/`; `openapi/falsework-control.json` describes them all.
    ///   - body: what to say, where the route wants something.
    /// - Returns: the answer; null when there is nothing to say.
    /// - Throws: `ControlRefusal`, with the words of the answer.
    @discardableResult
    public func control(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: JSONValue? = nil
    ) async throws -> JSONValue {
        let request = HTTPRequest(
            method: method,
            scheme: "http",
            authority: authority,
            path: "/_falsework/v1/\(path)",
            headerFields: [.contentType: "application/json"]
        )
        let (response, bytes) = try await send(request, body: body?.serialized() ?? [])
        let text = String(decoding: bytes, as: UTF8.self)
        guard response.status.kind == .successful else {
            throw ControlRefusal(status: response.status.code, message: text)
        }
        return bytes.isEmpty ? .null : try JSONParser.parse(bytes)
    }

    /// What a client would see as a connection that breaks.
    public struct ConnectionBroken: Error, Sendable {}

    /// What control answers to what it does not do.
    public struct ControlRefusal: Error, Sendable, CustomStringConvertible {
        /// The status code.
        public let status: Int
        /// The body of the answer.
        public let message: String

        /// The status and the body.
        public var description: String { "\(status): \(message)" }
    }

    private var authority: String { String(url.drop { $0 != ":" }.dropFirst(3)) }

    /// The world as the emulator has it: another one, in which nothing has happened, when it was forgotten meanwhile.
    private var world: World { host.emulator.worlds.world(of: Credentials(id: id, secret: secret)) }
}
