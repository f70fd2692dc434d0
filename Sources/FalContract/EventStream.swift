internal import HTTPTypes
internal import JSON

/// The events of a status stream, read whole.
struct EventStream: Sendable {
    /// The payload of each event.
    let events: [JSONValue]

    /// Reads a body.
    /// - Throws: a `Deviation` for anything but `data:` lines, comments and blank lines, and for a last event that is cut.
    init(_ exchange: Exchange) throws {
        try exchange.expect(status: 200)
        let text = exchange.text.replacing("\r\n", with: "\n")
        try exchange.expect(
            text.hasSuffix("\n\n") || text.isEmpty,
            "every event to end with a blank line",
            got: "an end of '\(text.suffix(40))'"
        )
        var events: [JSONValue] = []
        for block in text.split(separator: "\n\n") {
            var data: [Substring] = []
            for line in block.split(separator: "\n") where !line.hasPrefix(":") {
                try exchange.expect(
                    line.hasPrefix("data:"),
                    "nothing but 'data:' lines and comments",
                    got: "'\(line.prefix(80))'"
                )
                data.append(line.dropFirst(5).drop { $0 == " " })
            }
            guard !data.isEmpty else { continue }
            let payload = data.joined(separator: "\n")
            guard let event = try? JSONParser.parse(Array(payload.utf8)) else {
                throw Deviation(
                    expected: "JSON in every event",
                    actual: "'\(payload.prefix(200))'",
                    exchange: exchange
                )
            }
            events.append(event)
        }
        try exchange.expect(!events.isEmpty, "at least one event", got: "none")
        self.events = events
    }

    /// The states in their order.
    var states: [String] { events.compactMap { $0["status"]?.string } }
}

extension Probe {
    /// Reads the status stream of a request to its end.
    func stream(_ job: Job, logs: String? = nil, _ headers: HTTPFields = [:]) async throws -> Exchange {
        var headers = headers
        if headers[.accept] == nil { headers[.accept] = "text/event-stream" }
        return try await send(.get, job.stream + (logs.map { "?logs=\($0)" } ?? ""), headers)
    }
}
