internal import FalAPI
internal import HTTPServer
internal import HTTPTypes
internal import JSON
internal import QueueEngine

/// What was done in a world: `journal`, and `wait` for what has not been done yet.
struct JournalControl: Sendable {
    let version: String
    let time: TimeSource

    /// The longest wait, in seconds of real time.
    private static let longestWait = 300.0

    var routes: [ControlRoute] {
        [
            ControlRoute(.get, "journal") { (call) throws(ControlError) in try Self.list(call) },
            ControlRoute(.delete, "journal") { (call) throws(ControlError) in
                call.world.clearJournal()
                return .noContent
            },
            ControlRoute(.get, "journal/count") { (call) throws(ControlError) in
                let (filter, after) = (try Self.filter(call), try Self.after(call))
                let count = call.world.readJournal { journal, _ in
                    journal.entries(after: after).count { filter.matches($0) }
                }
                return .json(["count": .number(.integer(Int64(count)))])
            },
            ControlRoute(.get, "journal/entries/*/body") { (call) throws(ControlError) in try Self.body(call) },
            ControlRoute(.post, "journal/assert") { (call) throws(ControlError) in try Self.assert(call) },
            ControlRoute(.get, "journal/export") { (call) throws(ControlError) in try export(call) },
            ControlRoute(.get, "journal/report") { (call) throws(ControlError) in Self.report(call) },
            ControlRoute(.get, "wait") { (call) throws(ControlError) in try wait(call) },
        ]
    }

    private static func filter(_ call: ControlCall) throws(ControlError) -> JournalFilter {
        let query = call.request.queryItems
        let others = ["after", "limit", "format", "timeout", "count"]
        if let unknown = query.first(where: { !(JournalFilter.names + others).contains($0.name) }) {
            let allowed = (JournalFilter.names + others).joined(separator: ", ")
            throw .unusable(place: unknown.name, "'\(unknown.name)' is unknown here; allowed are \(allowed)")
        }
        do throws(JournalFilter.Problem) {
            return try JournalFilter { call.request.queryValue($0) }
        } catch {
            throw .unusable(place: error.name, error.reason)
        }
    }

    private static func after(_ call: ControlCall) throws(ControlError) -> UInt64 {
        UInt64(try call.number("after", in: 0...Int.max, default: 0))
    }

    private static func list(_ call: ControlCall) throws(ControlError) -> Answer {
        let (filter, after) = (try filter(call), try after(call))
        let limit = try call.number("limit", in: 1...1_000, default: 100)
        return .json(
            call.world.readJournal { journal, _ in
                let found = journal.entries(after: after).lazy.filter(filter.matches).prefix(limit)
                return [
                    "entries": .array(found.map { $0.json(body: journal.body(of: $0.number)) }),
                    "last": .number(.integer(Int64(clamping: journal.last))),
                    "dropped": .number(.integer(Int64(clamping: journal.dropped))),
                ]
            }
        )
    }

    private static func body(_ call: ControlCall) throws(ControlError) -> Answer {
        let number = UInt64(call.parameters[0]) ?? 0
        guard let body = call.world.readJournal({ journal, _ in journal.body(of: number) }) else {
            throw .notFound("Entry '\(call.parameters[0])' has no body that is kept")
        }
        // Never a page: whatever a client sent must not run in a browser.
        let headers: HTTPFields = [.contentType: "application/octet-stream", .xContentTypeOptions: "nosniff"]
        return .now(Response(status: .ok, headerFields: headers, body: .bytes(body)))
    }

    private static func assert(_ call: ControlCall) throws(ControlError) -> Answer {
        let assertion = try call.read { (reader) throws(LoadError) in try JournalAssertion(&reader) }
        let failure = call.world.readJournal { journal, _ in assertion.failure(in: journal.entries()) }
        guard let failure else { return .json(["holds": true]) }
        return .json(["holds": false, "reason": .string(JSONString(failure))])
    }

    private enum Format: String, CaseIterable {
        case har
        case curl
    }

    private func export(_ call: ControlCall) throws(ControlError) -> Answer {
        let (filter, after) = (try Self.filter(call), try Self.after(call))
        guard let format = Format(rawValue: call.request.queryValue("format") ?? "har") else {
            throw .unusable(place: "format", "must be har or curl")
        }
        let scheme = call.request.isSecure ? "https://" : "http://"
        let export = JournalExport(base: scheme + (call.request.authority ?? "localhost"), version: version)
        return call.world.readJournal { journal, _ in
            let entries = journal.entries(after: after).lazy.filter(filter.matches)
            switch format {
            case .har: return .json(export.archive(of: entries, body: journal.body))
            case .curl:
                let text = export.commands(of: entries, body: journal.body)
                return .now(
                    Response(headerFields: [.contentType: "text/plain; charset=utf-8"], body: .bytes(Array(text.utf8)))
                )
            }
        }
    }

    private static func report(_ call: ControlCall) -> Answer {
        .json(
            call.world.readJournal { _, traces in
                func list(_ orphans: [JobTraces.Orphan]) -> JSONValue {
                    .array(
                        orphans.prefix(1_000).map { orphan in
                            [
                                "request_id": .string(JSONString(orphan.id.description)),
                                "endpoint": .string(JSONString(orphan.trace.endpoint.description)),
                                "submitted_at": JournalEntry.time(orphan.trace.submitted),
                                "polls": .number(.integer(Int64(orphan.trace.polls))),
                                "early_fetches": .number(.integer(Int64(orphan.trace.earlyFetches))),
                            ]
                        }
                    )
                }
                return [
                    "requests": .number(.integer(Int64(traces.count))),
                    "orphan_count": .number(.integer(Int64(traces.orphanCount))),
                    "orphans": list(traces.orphans),
                    "double_submits": list(traces.doubleSubmits),
                ]
            }
        )
    }

    private func wait(_ call: ControlCall) throws(ControlError) -> Answer {
        let world = call.world
        let text = call.request.queryValue("timeout") ?? "10"
        guard let seconds = Double(text), seconds >= 0, seconds <= Self.longestWait else {
            throw .unusable(
                place: "timeout",
                "'\(text)' is not a number of seconds from 0 to \(Int(Self.longestWait))"
            )
        }
        let deadline = time.now() + .seconds(seconds)
        let late = ControlError.timeout("It did not happen within \(text) s of real time")
        if call.request.queryValue("event") == "idle" {
            return .later { await world.becomesIdle(until: deadline) ? Self.idle : late.response }
        }
        guard call.request.queryValue("event") != nil || call.request.queryValue("operation") != nil else {
            let events = (JournalFilter.events + ["idle"]).joined(separator: ", ")
            throw .unusable(place: "event", "An event (\(events)) or an operation to wait for is required")
        }
        let (filter, after) = (try Self.filter(call), try Self.after(call))
        let count = try call.number("count", in: 1...1_000, default: 1)
        return .later {
            guard let found = await world.entries(matching: filter, after: after, count: count, until: deadline) else {
                return late.response
            }
            let body: JSONValue = ["entries": .array(found.map { $0.json(body: nil) })]
            return .json(200, AnswerHeaders.json, body: body.serialized())
        }
    }

    private static let idle = Response.json(200, AnswerHeaders.json, body: Array(#"{"entries":[]}"#.utf8))
}
