internal import FalAPI
internal import HTTPTypes
internal import JSON

extension Probe {
    /// An inbox that a case has opened.
    struct Inbox: Sendable {
        let receiver: WebhookReceiver
        let path: String
        let limit: Duration
        /// Whether the target shows any sign of webhooks; asked only when none has come.
        let isExpected: @Sendable () async throws -> Bool

        func deliveries() async -> [WebhookReceiver.Delivery] { await receiver.deliveries(at: path) }

        /// Waits for so many deliveries.
        func wait(for count: Int) async throws -> [WebhookReceiver.Delivery] {
            let deliveries = await receiver.wait(for: count, at: path, within: limit)
            guard deliveries.count >= count else {
                if deliveries.isEmpty, try await !isExpected() {
                    throw NotApplicable("the target sends no webhooks")
                }
                throw Deviation(
                    expected: "\(count == 1 ? "a webhook" : "webhook number \(count)") within \(limit)",
                    actual: "\(deliveries.count) came"
                )
            }
            return deliveries
        }
    }

    /// Submits with a webhook to an inbox of its own.
    func submitWithWebhook(
        answers: [Int],
        input: JSONValue? = nil,
        _ headers: HTTPFields = [:]
    ) async throws -> (Job, Inbox) {
        guard let receiver = target.receiver else { throw NotApplicable("nobody receives webhooks") }
        let path = await receiver.open(answers: answers)
        let inbox = Inbox(receiver: receiver, path: path, limit: target.patience.webhooks) {
            // A mock that neither sends any nor publishes keys has no webhooks at all.
            guard target.kind == .other, let rest = target.services.rest else {
                return target.kind != .other
            }
            return try await send(.get, rest + "/.well-known/jwks.json", as: .nobody).status == 200
        }
        let url = Bytes.percentEncoded(receiver.baseURL + path)
        let job = try await submit(.videoToAudio, input, query: "?fal_webhook=\(url)", headers)
        _ = try await finish(job)
        return (job, inbox)
    }

    /// The webhook of a request that is submitted for it.
    func webhook(input: JSONValue? = nil, _ headers: HTTPFields = [:]) async throws -> (Job, Hook) {
        let (job, inbox) = try await submitWithWebhook(answers: [200], input: input, headers)
        return (job, Hook(try await inbox.wait(for: 1)[0]))
    }

    /// Lets time pass in which retries come, in the world's time where it can be moved.
    func passTime(seconds: Double) async throws {
        if has(.control) {
            try await control(.post, "webhooks/fast-forward")
        } else if seconds > 0 {
            try await target.pause(.seconds(seconds))
        }
    }

    /// The public keys that webhooks are signed with, 32 bytes each.
    func publishedKeys() async throws -> [[UInt8]] {
        let answer = try await send(.get, try rest + "/.well-known/jwks.json", as: .nobody)
        try answer.expect(status: 200)
        guard let list = answer.json?["keys"]?.array else {
            throw Deviation(expected: "a list 'keys'", actual: answer.answerLine, exchange: answer)
        }
        return try list.map { key in
            let bytes = key["x"]?.string.flatMap(Bytes.base64URL) ?? []
            try answer.expect(
                bytes.count == 32,
                "32 bytes of base64url in x",
                got: JSONTemplate.spelling(key)
            )
            return bytes
        }
    }
}

/// A webhook as cases look at it.
struct Hook: Sendable {
    let headers: HTTPFields
    let body: [UInt8]

    init(_ delivery: WebhookReceiver.Delivery) {
        headers = delivery.headerFields
        body = delivery.body
    }

    var json: JSONValue? { try? JSONParser.parse(body) }

    func expect(_ holds: Bool, _ expected: String, got actual: String? = nil) throws {
        guard !holds else { return }
        let fields = headers.map { "\($0.name): \($0.value)" }.joined(separator: "; ")
        let text = String(decoding: body, as: UTF8.self)
        throw Deviation(
            expected: "a webhook with \(expected)",
            actual: actual ?? "[\(fields)] \(text.prefix(600))"
        )
    }

    func expect(json template: JSONValue) throws {
        guard let json else { return try expect(false, "a body of JSON") }
        guard let mismatch = JSONTemplate.mismatch(template, json), !mismatch.isOrder else { return }
        try expect(false, "\(mismatch.expected) at \(mismatch.place)", got: mismatch.actual)
    }

    func value(_ name: HTTPField.Name) throws -> String {
        guard let value = headers[name], !value.isEmpty else {
            try expect(false, "a header field \(name)")
            return ""
        }
        return value
    }
}
