import FalAPI
import HTTPServer
import HTTPTypes
import JSON

/// One way in which a server is wrong, and the cases that must notice.
struct Mutant: Sendable, CustomStringConvertible {
    /// What is wrong.
    let name: String
    /// Ids of cases each of which must deviate.
    let caughtBy: [String]
    let change: @Sendable (@escaping Handler) -> Handler
    var webhooks: WebhookChange = { ($0, $1) }
    var isRetrying = true
    var copies = 1
    /// A passage of the OpenAPI documents, and what the server reads in its place.
    var misreading: (passage: String, other: String)?

    var description: String { name }

    init(
        _ name: String,
        _ caughtBy: String...,
        change: @escaping @Sendable (@escaping Handler) -> Handler
    ) {
        self.name = name
        self.caughtBy = caughtBy
        self.change = change
    }

    /// A server that changes its answers to some operations.
    static func answer(
        _ name: String,
        _ operation: Operation,
        _ caughtBy: String...,
        change: @escaping @Sendable (Request, inout Answered) -> Void
    ) -> Mutant {
        Mutant(name, caughtBy) { handler in
            { request in
                guard Operation(request) == operation else { return handler(request) }
                return handler(request).changed { change(request, &$0) }
            }
        }
    }

    /// A server that takes some requests for others.
    static func request(
        _ name: String,
        _ operations: Set<Operation>,
        _ caughtBy: String...,
        change: @escaping @Sendable (inout Request) -> Void
    ) -> Mutant {
        Mutant(name, caughtBy) { handler in
            { request in
                guard operations.contains(Operation(request)) else { return handler(request) }
                var request = request
                change(&request)
                return handler(request)
            }
        }
    }

    /// A server that writes other bytes into its status streams.
    static func stream(
        _ name: String,
        _ caughtBy: String...,
        change: @escaping @Sendable (String) -> String?
    ) -> Mutant {
        Mutant(name, caughtBy) { handler in
            { request in
                guard Operation(request) == .stream else { return handler(request) }
                return handler(request).changed { answered in
                    guard case .stream(let produce) = answered.response.body else { return }
                    answered.response.body = .stream { writer in
                        await produce(
                            BodyWriter(
                                write: { bytes in
                                    let text = change(String(decoding: bytes, as: UTF8.self))
                                    if let text { try await writer.write(Array(text.utf8)) }
                                },
                                abort: { writer.abort() }
                            )
                        )
                    }
                }
            }
        }
    }

    /// A server whose webhooks are wrong.
    static func webhook(
        _ name: String,
        _ caughtBy: String...,
        change: @escaping WebhookChange
    )
        -> Mutant
    {
        var mutant = Mutant(name, caughtBy) { $0 }
        mutant.webhooks = change
        return mutant
    }

    init(
        _ name: String,
        _ caughtBy: [String],
        change: @escaping @Sendable (@escaping Handler) -> Handler
    ) {
        self.name = name
        self.caughtBy = caughtBy
        self.change = change
    }
}

/// What a request asks for, told by its path.
enum Operation: Sendable {
    case submit, status, stream, result, cancel, run, file, keys, storage, proxy, control, preflight

    init(_ request: Request) {
        let path = String(request.rawPath)
        if request.method == .options {
            self = .preflight
        } else if path.hasPrefix("/_falsework") {
            self = .control
        } else if path.hasPrefix("/api/") {
            self = .proxy
        } else if path.contains("jwks.json") {
            self = .keys
        } else if path.hasPrefix("/rest") || path.contains("/upload") {
            self = .storage
        } else if path.hasPrefix("/cdn") {
            self = .file
        } else if path.hasPrefix("/run") {
            self = .run
        } else if !path.contains("/requests/") {
            self = .submit
        } else if path.hasSuffix("/stream") {
            self = .stream
        } else if path.hasSuffix("/status") || path.hasSuffix("/status/") {
            self = .status
        } else {
            self = path.hasSuffix("/cancel") ? .cancel : .result
        }
    }
}

/// An answer on its way out.
struct Answered: Sendable {
    var response: Response

    var status: Int {
        get { response.status.code }
        set { response.status = HTTPResponse.Status(code: newValue) }
    }

    var headers: HTTPFields {
        get { response.headerFields }
        set { response.headerFields = newValue }
    }

    var json: JSONValue {
        get {
            guard case .bytes(let bytes) = response.body else { return .null }
            return (try? JSONParser.parse(bytes)) ?? .null
        }
        set { if !json.isNull { response.body = .bytes(newValue.serialized()) } }
    }

    var text: String {
        get {
            guard case .bytes(let bytes) = response.body else { return "" }
            return String(decoding: bytes, as: UTF8.self)
        }
        set { response.body = .bytes(Array(newValue.utf8)) }
    }

    /// The state that the body tells.
    var state: String? { json["status"]?.string }

    subscript(_ name: String) -> JSONValue? {
        get { json[name] }
        set {
            guard var object = json.object else { return }
            object[name] = newValue
            json = .object(object)
        }
    }

    /// Gives a member another name, in its place.
    mutating func rename(_ name: String, to other: String) {
        guard let object = json.object else { return }
        json = .object(
            JSONObject(object.map { ($0.key == JSONString(name) ? JSONString(other) : $0.key, $0.value) })
        )
    }

    /// Turns the members round.
    mutating func reverse() {
        guard let object = json.object else { return }
        json = .object(JSONObject(object.reversed().map { ($0.key, $0.value) }))
    }

    /// Changes every entry of a list of errors.
    mutating func eachError(_ change: (inout JSONObject) -> Void) {
        guard let list = self["detail"]?.array else { return }
        self["detail"] = .array(
            list.map { entry in
                guard var object = entry.object else { return entry }
                change(&object)
                return .object(object)
            }
        )
    }
}

extension Answer {
    /// The answer with something done to it, its shared fields made its own.
    func changed(_ change: @escaping @Sendable (inout Answered) -> Void) -> Answer {
        @Sendable func apply(_ response: Response) -> Response {
            var own = response
            own.headerFields = response.allHeaderFields
            own.preparedFields = nil
            var answered = Answered(response: own)
            change(&answered)
            return answered.response
        }
        switch self {
        case .now(let response): return .now(apply(response))
        case .later(let work): return .later { apply(await work()) }
        }
    }
}
