import FalAPI
import FalEmulator
import FalWebhooks
import Foundation
import HTTPServer
import HTTPTypes
import JSON
import QueueEngine

/// An emulator whose webhooks end here, as a receiver in the same process would get them.
struct Deliveries {
    let emulator: Emulator
    private let messages: AsyncStream<WebhookMessage>

    static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

    /// The documents and fixtures, read once.
    private static let catalogs = Result {
        let models = try ModelCatalog(directory: root + "/openapi")
        return (models, try ScenarioCatalog(directory: root + "/fixtures", models: models))
    }

    init() throws {
        let (messages, arrived) = AsyncStream.makeStream(of: WebhookMessage.self)
        self.messages = messages
        let (models, scenarios) = try Self.catalogs.get()
        var configuration = EmulatorConfiguration()
        configuration.clock = .auto
        emulator = Emulator(
            models: models,
            scenarios: scenarios,
            configuration: configuration,
            sendsWebhooks: { message in
                arrived.yield(message)
                return .answered(status: 200)
            }
        )
    }

    /// Submits a request and gives the webhook that tells of its end.
    func first() async throws -> WebhookMessage {
        let path = "/queue/fal-ai/kling-video/video-to-audio?fal_webhook=http://localhost:1/hook"
        _ = try call(.post, path, #"{"video_url": "https://example.com/a.mp4"}"#)
        return try await next()
    }

    /// Has the first delivery sent again in a variant.
    func again(_ variant: String) async throws -> WebhookMessage {
        let list = try call(.get, "/_falsework/v1/webhooks", nil)
        guard let id = list["deliveries"]?.array?.first?["id"]?.string else { throw Missing() }
        _ = try call(.post, "/_falsework/v1/webhooks/\(id)/resend", #"{"variant": "\#(variant)"}"#)
        return try await next()
    }

    /// The key set as it is published now.
    func keySet() throws -> [UInt8] { try call(.get, "/rest/.well-known/jwks.json", nil).serialized() }

    private func next() async throws -> WebhookMessage {
        for await message in messages { return message }
        throw Missing()
    }

    private func call(_ method: HTTPRequest.Method, _ target: String, _ body: String?) throws -> JSONValue {
        let fields: HTTPFields = [
            .authorization: "Key someone:secret", .host: "localhost", .contentType: "application/json",
        ]
        let request = Request(method: method, target: target, headerFields: fields, body: Array((body ?? "").utf8))
        guard case .now(let response) = emulator.handler(request), case .bytes(let bytes) = response.body,
            (200...299).contains(response.status.code)
        else { throw Missing() }
        return try JSONParser.parse(bytes)
    }

    struct Missing: Error {}
}

/// A source of keys that a test changes, and that counts.
actor KeySource {
    private var answer: Result<[UInt8], any Error>
    private(set) var fetches = 0
    private var gate: AsyncStream<Void>?

    init(_ keySet: [UInt8]) { answer = .success(keySet) }

    func answer(_ keySet: [UInt8]) { answer = .success(keySet) }
    func fail() { answer = .failure(Deliveries.Missing()) }
    func wait(for gate: AsyncStream<Void>) { self.gate = gate }

    func fetch() async throws -> [UInt8] {
        fetches += 1
        if let gate { for await _ in gate {} }
        return try answer.get()
    }

    nonisolated var source: WebhookKeySource { WebhookKeySource { try await self.fetch() } }
}

/// A time in seconds that a test sets.
// Unchecked: the time is touched only while the lock is held.
final class TestClock: @unchecked Sendable {
    private let lock = NSLock()
    private var seconds: Int64

    init(_ seconds: Int64) { self.seconds = seconds }

    var now: Int64 {
        get { lock.withLock { seconds } }
        set { lock.withLock { seconds = newValue } }
    }
}
