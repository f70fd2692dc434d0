internal import FalAPI
internal import HTTPServer
internal import HTTPTypes
internal import JSON
internal import QueueEngine

/// The webhooks of a world: `webhooks`, sending one again, and not waiting for retries.
enum WebhookControl {
    static let routes: [ControlRoute] = [
        ControlRoute(.get, "webhooks") { (call) throws(ControlError) in
            .json(["deliveries": .array(call.world.deliveries().map(json))])
        },
        ControlRoute(.get, "webhooks/*") { (call) throws(ControlError) in .json(json(of: try delivery(call))) },
        ControlRoute(.post, "webhooks/*/resend") { (call) throws(ControlError) in
            let id = try delivery(call).id
            let variant = try call.read { (reader) throws(LoadError) in
                reader.names.contains("variant") ? try reader.word("variant", WebhookVariant.self) : nil
            }
            switch call.world.resend(id, variant: variant) {
            case .scheduled: return .json(json(of: try delivery(call)))
            case .notFound: throw .notFound("This world has no delivery '\(id)'")
            case .inFlight: throw .conflict("\(id) is being sent")
            case .refused(let reason): throw .conflict("\(id) is never sent: \(reason)")
            }
        },
        ControlRoute(.post, "webhooks/fast-forward") { (call) throws(ControlError) in
            .json(["due": .number(.integer(Int64(call.world.fastForwardWebhooks())))])
        },
    ]

    private static func delivery(_ call: ControlCall) throws(ControlError) -> WebhookDelivery {
        let name = call.parameters[0]
        guard let id = WebhookDelivery.ID(name), let delivery = call.world.deliveries().first(where: { $0.id == id })
        else { throw .notFound("This world has no delivery '\(name)'") }
        return delivery
    }

    private static func json(of delivery: WebhookDelivery) -> JSONValue {
        var body: JSONObject = [
            "id": .string(JSONString(delivery.id.description)),
            "request_id": .string(JSONString(delivery.requestID.description)),
            "url": .string(JSONString(delivery.target?.description ?? "")),
            "state": .string(JSONString(delivery.state.name)),
            "variant": .string(JSONString(delivery.variant.rawValue)),
            "attempts": .array(delivery.records.map(json)),
            "body": .string(JSONString(String(decoding: delivery.body, as: UTF8.self))),
        ]
        switch delivery.state {
        case .pending(let due): body["due"] = JournalEntry.time(due)
        case .failed(let reason), .refused(let reason): body["reason"] = .string(JSONString(reason))
        case .inFlight, .delivered: break
        }
        return .object(body)
    }

    private static func json(of record: WebhookDelivery.Record) -> JSONValue {
        var body: JSONObject = [
            "number": .number(.integer(Int64(record.number))),
            "world_time": JournalEntry.time(record.time),
            "variant": .string(JSONString(record.variant.rawValue)),
        ]
        if let outcome = record.outcome {
            body["outcome"] = .string(JSONString(outcome.description))
            body["seconds"] = .number(.double(Span(nanoseconds: record.duration).seconds))
        }
        return .object(body)
    }
}
