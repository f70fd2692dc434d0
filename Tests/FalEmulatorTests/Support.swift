import FalAPI
import HTTPServer
import HTTPTypes
import JSON
import QueueEngine

@testable import FalEmulator

/// The repository's documents and fixtures, read once.
enum Repository {
    static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    static let models = Result { try ModelCatalog(directory: root + "/openapi") }
    static let scenarios = Result { try ScenarioCatalog(directory: root + "/fixtures", models: try models.get()) }
}

/// An emulator on a manual clock, and the shorthand to talk to it without a socket.
struct TestEmulator {
    static let key = "someone:secret"
    static let videoToAudio = "/fal-ai/kling-video/video-to-audio"
    static let lipsync = "/fal-ai/kling-video/lipsync/audio-to-video"
    /// An example of the documentation, which is not looked at.
    static let goodInput: JSONValue = [
        "video_url":
            "https://storage.googleapis.com/falserverless/model_tests/kling/kling-v2.5-turbo-pro-image-to-video-output.mp4"
    ]

    let emulator: Emulator
    var key: String? = TestEmulator.key

    init(
        time: TimeSource = .still,
        recorder: WebhookRecorder = WebhookRecorder(.unreachable("nobody")),
        library: ScenarioLibrary? = nil,
        _ change: (inout EmulatorConfiguration) -> Void = { _ in }
    ) throws {
        var configuration = EmulatorConfiguration()
        configuration.clock = .manual
        change(&configuration)
        emulator = Emulator(
            models: try Repository.models.get(),
            library: try library ?? ScenarioLibrary(try Repository.scenarios.get()),
            configuration: configuration,
            time: time,
            sendsWebhooks: recorder.sender
        )
    }

    /// The world that the key opens.
    var world: World { emulator.worlds.world(of: Credentials(key ?? Self.key)!) }

    func answer(
        _ method: HTTPRequest.Method,
        _ target: String,
        body: [UInt8] = [],
        _ headers: HTTPFields = [:],
        host: String = "localhost:8787",
        isSecure: Bool = false
    ) -> Answer {
        var fields = headers
        if fields[.host] == nil { fields[.host] = host }
        if let key, fields[.authorization] == nil { fields[.authorization] = "Key " + key }
        return emulator.handler(
            Request(method: method, target: target, headerFields: fields, body: body, isSecure: isSecure)
        )
    }

    /// Sends a request that is answered at once.
    @discardableResult
    func send(
        _ method: HTTPRequest.Method,
        _ target: String,
        _ input: JSONValue? = nil,
        _ headers: HTTPFields = [:],
        host: String = "localhost:8787",
        isSecure: Bool = false
    ) async -> Reply {
        var headers = headers
        if input != nil, headers[.contentType] == nil { headers[.contentType] = "application/json" }
        return await Reply(
            answer(method, target, body: input?.serialized() ?? [], headers, host: host, isSecure: isSecure)
        )
    }

    /// Submits to the queue and gives the path of the request.
    func submit(
        _ endpoint: String = videoToAudio,
        _ input: JSONValue = goodInput,
        _ headers: HTTPFields = [:]
    ) async -> String {
        let reply = await send(.post, "/queue" + endpoint, input, headers)
        return reply.json["response_url"]?.string.map { String($0.dropFirst("http://localhost:8787".count)) }
            ?? "/nowhere"
    }
}

/// An answer as a caller reads it.
struct Reply {
    let status: Int
    let headers: HTTPFields
    let text: String

    init(_ answer: Answer) async {
        let response: Response
        switch answer {
        case .now(let now): response = now
        case .later(let work): response = await work()
        }
        status = response.status.code
        headers = response.allHeaderFields
        if case .bytes(let bytes) = response.body { text = String(decoding: bytes, as: UTF8.self) } else { text = "" }
    }

    var json: JSONValue { (try? JSONParser.parse(Array(text.utf8))) ?? .null }
    var detail: String? { json["detail"]?.string }

    subscript(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }
}

extension TimeSource {
    /// Real time that stands still; who sleeps, sleeps until its task is cancelled.
    static let still = TimeSource(
        now: { Instant(nanoseconds: 1_777_000_000_000_000_000) },
        sleep: { _ in try await forever() }
    )

    /// Waits for the cancellation of the task.
    static func forever() async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        await withTaskCancellationHandler {
            for await _ in stream {}
        } onCancel: {
            continuation.finish()
        }
        throw CancellationError()
    }
}

/// A value that a test changes while others read it.
final class Settable<Value: Sendable>: Sendable {
    private let state: Locked<Value>

    init(_ value: Value) { state = Locked(value) }

    var value: Value {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }

    func change<Result>(_ body: (inout Value) -> Result) -> Result { state.withLock { body(&$0) } }
}

/// Answers webhooks from a list, the last answer again and again, and keeps what it was handed.
final class WebhookRecorder: Sendable {
    private let outcomes: [WebhookOutcome]
    private let taken = Settable<[WebhookMessage]>([])

    init(_ outcomes: WebhookOutcome...) { self.outcomes = outcomes }

    var messages: [WebhookMessage] { taken.value }

    var sender: WebhookSender {
        { [self] message in
            let count = taken.change { messages in
                messages.append(message)
                return messages.count
            }
            return outcomes[min(count, outcomes.count) - 1]
        }
    }
}
