internal import FalAPI
internal import HTTPTypes
internal import JSON
internal import QueueEngine
internal import TLSKit

extension JournalEntry {
    /// The entry as control shows it.
    /// - Parameter body: what came with it, if it is kept.
    func json(body: [UInt8]?) -> JSONValue {
        var object: JSONObject = [
            "number": .number(.integer(Int64(clamping: number))),
            "real_time": Self.time(real),
            "world_time": Self.time(world),
            "kind": .string(JSONString(kind.rawValue)),
        ]
        func set(_ name: String, _ text: String?) {
            if let text { object[JSONString(name)] = .string(JSONString(text)) }
        }
        func set(_ name: String, _ number: Int?) {
            if let number { object[JSONString(name)] = .number(.integer(Int64(number))) }
        }
        switch content {
        case .call(let call):
            set("operation", call.operation.rawValue)
            set("method", call.method.rawValue)
            set("target", call.target)
            set("status", call.status)
            set("answer_size", call.answerSize)
            set("scenario", call.scenario)
            set("fault", call.fault)
            if !call.headers.isEmpty {
                let fields = call.headers.map { field -> JSONValue in
                    [
                        "name": .string(JSONString(field.name.canonicalName)),
                        "value": .string(JSONString(field.value)),
                    ]
                }
                object["headers"] = .array(fields)
            }
            if !call.explanation.isEmpty { object["explanation"] = .array(call.explanation) }
            if call.bodySize > 0 {
                var facts: JSONObject = ["size": .number(.integer(Int64(call.bodySize))), "kept": .bool(body != nil)]
                if let body { facts["sha256"] = .string(JSONString(SHA256.hex(body))) }
                object["body"] = .object(facts)
            }
        case .event(let event, _, _):
            set("event", event.rawValue)
        case .delivery(let delivery):
            set("event", delivery.outcome.rawValue)
            set("delivery", delivery.delivery)
            set("attempt", delivery.attempt)
            set("answer", delivery.answer)
        }
        set("request_id", id?.description)
        set("endpoint", endpoint?.description)
        return .object(object)
    }

    private var kind: JournalFilter.Kind {
        switch content {
        case .call: .call
        case .event: .event
        case .delivery: .delivery
        }
    }

    /// A time as the journal writes it: UTC, microseconds, with its zone.
    static func time(_ instant: Instant) -> JSONValue {
        .string(JSONString(CivilTime(microseconds: instant.microseconds).logStamp + "Z"))
    }
}
