internal import FalAPI
internal import HTTPTypes
internal import JSON

/// An exchange without what may differ from one run to the next: ids, times, hosts, amounts.
struct NormalisedExchange: Sendable, Hashable {
    /// Method and path, with the input where there is one: by it two runs' exchanges are matched.
    let request: String
    /// The status code.
    let status: Int
    /// The header fields that are fal's own, and the content type.
    let headers: [String: String]
    /// The body.
    let body: JSONValue
    /// The body as it is spelled: values are equal whatever the order of their members, but here that counts.
    private let spelling: [UInt8]

    private static let varying: Set = [
        "inference_time", "timestamp", "message", "queue_position", "file_size", "token", "expires_at", "uploadId",
        "etag",
    ]

    init(request: String, status: Int, headers: [String: String], body: JSONValue) {
        self.request = request
        self.status = status
        self.headers = headers
        self.body = body
        spelling = body.serialized()
    }

    init(_ exchange: Exchange, services: ServiceURLs) {
        var request = "\(exchange.request.method.rawValue) \(Self.place(exchange.url, services))"
        if let body = exchange.requestBody, !body.isEmpty, body.count < 500 {
            let text = String(decoding: body, as: UTF8.self)
            request +=
                " " + ((try? JSONParser.parse(body)).map { JSONTemplate.spelling(Self.value($0)) } ?? Self.text(text))
        }
        self.request = request
        status = exchange.status
        var headers: [String: String] = [:]
        for field in exchange.response.headerFields
        where field.name.canonicalName.hasPrefix("x-fal") || field.name == .contentType {
            // Lifecycles end at a time.
            let isTime = field.name.canonicalName.hasSuffix("-expiration")
            headers[field.name.canonicalName] = isTime ? "<time>" : Self.text(field.value)
        }
        self.headers = headers
        if let json = exchange.json {
            body = Self.value(json)
        } else if exchange[.contentType]?.hasPrefix("text/event-stream") == true,
            let stream = try? EventStream(exchange)
        {
            // How many events there are is a matter of timing; what the last one looks like is not.
            body = stream.events.last.map(Self.value) ?? .null
        } else {
            body = .string(
                JSONString(exchange.body.isEmpty ? "" : "<\(exchange[.contentType] ?? "bytes")>")
            )
        }
        spelling = body.serialized()
    }

    /// A URL as the service that it belongs to and its path.
    private static func place(_ url: String, _ services: ServiceURLs) -> String {
        let named = [
            ("queue", services.queue), ("run", services.run), ("rest", services.rest),
            ("cdn", services.cdn),
            ("proxy", services.proxy), ("control", services.control),
        ]
        let own = named.compactMap { name, base in base.map { (name, $0) } }
            .filter { url.hasPrefix($0.1) }.max { $0.1.utf8.count < $1.1.utf8.count }
        guard let own else { return URLParts(url).map { text($0.path) } ?? text(url) }
        let rest = String(url.dropFirst(own.1.utf8.count))
        // Names of files are made up.
        if rest.hasPrefix("/files/b/") { return "<\(own.0)>/files/b/<file>" }
        return "<\(own.0)>" + text(rest)
    }

    private static func value(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(JSONString(Self.text(text.description)))
        case .array(let elements): .array(elements.map(Self.value))
        case .object(let object):
            .object(
                JSONObject(
                    object.map { name, member -> (JSONString, JSONValue) in
                        if name == "logs", member.array != nil { return (name, "<logs>") }
                        if varying.contains(name.description), !member.isNull {
                            return (name, .string(JSONString("<\(name)>")))
                        }
                        return (name, Self.value(member))
                    }
                )
            )
        case .null, .bool, .number: value
        }
    }

    /// A text with its UUIDs replaced, and its URLs cut down to their paths' form.
    private static func text(_ text: String) -> String {
        if text.hasPrefix("http://") || text.hasPrefix("https://"), let parts = URLParts(text) {
            let path = parts.path.split(separator: "/")
            if path.contains("files") {
                let name = path.last?.prefix { $0 != "?" } ?? ""
                return name.contains(".") ? "<file>." + (name.split(separator: ".").last ?? "") : "<file>"
            }
            // Prefixes of one address and hosts of their own are the same to a client.
            let rest =
                ["queue", "run", "rest", "cdn"].contains(path.first.map(String.init) ?? "")
                ? path.dropFirst() : path[...]
            return "<url>/" + rest.map { ids(String($0)) }.joined(separator: "/")
        }
        // A JSON Web Token begins with its encoded brace.
        if text.hasPrefix("eyJ"), text.count(where: { $0 == "." }) == 2 { return "<token>" }
        return ids(text)
    }

    private static func ids(_ text: String) -> String {
        guard text.utf8.count >= 36 else { return text }
        var rest = text[...]
        var result = ""
        while !rest.isEmpty {
            let candidate = rest.prefix(36)
            if candidate.utf8.count == 36, RequestID(String(candidate)) != nil {
                result += "<id>"
                rest = rest.dropFirst(36)
            } else {
                result.append(rest.removeFirst())
            }
        }
        return result
    }
}
