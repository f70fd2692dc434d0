import FalAPI
import FalEmulator
import Foundation
import HTTPServer
import HTTPTypes
import JSON
import QueueEngine

@testable import FalClient

/// Time that jumps to the end of every pause, and takes the alarms on the way with it.
final class TestTime: Sendable {
    private struct State {
        var now = Duration.seconds(1000)
        var pauses: [Duration] = []
        var alarms: [Int: (at: Duration, continuation: CheckedContinuation<Void, any Error>)] = [:]
        var next = 0
    }

    private let state = Guarded(State())

    var time: ClientTime {
        ClientTime(
            now: { self.state.withLock { $0.now } },
            pause: { instant in
                try Task.checkCancellation()
                self.state.withLock { if instant > $0.now { $0.pauses.append(instant - $0.now) } }
                self.advance(to: instant)
            },
            alarm: { try await self.alarm(at: $0) },
            unixSeconds: { 1_777_000_000 }
        )
    }

    /// How long was paused, each time.
    var pauses: [Duration] { state.withLock { $0.pauses } }

    func advance(to instant: Duration) {
        let due = state.withLock { state in
            state.now = max(state.now, instant)
            let due = state.alarms.filter { $0.value.at <= state.now }
            for key in due.keys { state.alarms[key] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in due { continuation.resume() }
    }

    /// Lets everything that waits for an alarm have it.
    func advance(by span: Duration) { advance(to: state.withLock { $0.now } + span) }

    private func alarm(at instant: Duration) async throws {
        let key = state.withLock { state in
            state.next += 1
            return state.next
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let answer = state.withLock { state -> Result<Void, any Error>? in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if instant <= state.now { return .success(()) }
                    state.alarms[key] = (instant, continuation)
                    return nil
                }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            state.withLock { $0.alarms.removeValue(forKey: key) }?.continuation.resume(throwing: CancellationError())
        }
    }
}

/// Answers from a script, and keeps what it was sent.
final class ScriptedTransport: ClientTransport {
    typealias Step = @Sendable (HTTPRequest, RequestBody) async throws -> (HTTPResponse, ResponseBody)

    private let state: Guarded<(steps: [Step], sent: [(request: HTTPRequest, body: RequestBody)])>
    private let fallback: Step?

    /// - Parameters:
    ///   - steps: one for each request, in order.
    ///   - fallback: answers what comes after them.
    init(_ steps: [Step] = [], then fallback: Step? = nil) {
        state = Guarded((steps, []))
        self.fallback = fallback
    }

    var sent: [(request: HTTPRequest, body: RequestBody)] { state.withLock { $0.sent } }
    var lines: [String] { sent.map { "\($0.request.method) \($0.request.path ?? "")" } }

    func send(_ request: HTTPRequest, body: RequestBody) async throws -> (HTTPResponse, ResponseBody) {
        let step = state.withLock { state in
            state.sent.append((request, body))
            return state.steps.isEmpty ? nil : state.steps.removeFirst()
        }
        guard let step = step ?? fallback else { throw TransportError(.cannotConnect, "the script is over") }
        return try await step(request, body)
    }
}

extension HTTPField.Name {
    static func named(_ name: String) -> HTTPField.Name { HTTPField.Name(name)! }
}

/// An answer for a script.
func answer(
    _ status: Int = 200,
    _ json: JSONValue = [:],
    _ fields: HTTPFields = [:]
) -> ScriptedTransport.Step {
    bytes(status, json.serialized(), HTTPFields([HTTPField(name: .contentType, value: "application/json")] + fields))
}

func bytes(_ status: Int = 200, _ bytes: [UInt8], _ fields: HTTPFields = [:]) -> ScriptedTransport.Step {
    { _, _ in (HTTPResponse(status: .init(code: status), headerFields: fields), ResponseBody(bytes)) }
}

func failure(_ code: TransportError.Code) -> ScriptedTransport.Step {
    { _, _ in throw TransportError(code, "\(code)") }
}

/// A stream for a script: pieces, then an end or an error.
func events(_ pieces: [String], endsWith error: TransportError.Code? = nil) -> ScriptedTransport.Step {
    { _, _ in
        let rest = Guarded(pieces.map { Array($0.utf8) }[...])
        let body = ResponseBody(
            next: {
                if let piece = rest.withLock({ $0.popFirst() }) { return piece }
                if let error { throw TransportError(error, "\(error)") }
                return nil
            },
            cancel: {}
        )
        return (HTTPResponse(status: .ok, headerFields: [.contentType: "text/event-stream; charset=utf-8"]), body)
    }
}

/// The emulator without a socket.
struct EmulatorTransport: ClientTransport {
    let handler: Handler

    func send(_ request: HTTPRequest, body: RequestBody) async throws -> (HTTPResponse, ResponseBody) {
        var bytes: [UInt8] = []
        switch body {
        case .none: break
        case .bytes(let content): bytes = content
        case .file(let range): try range.forEachPiece { bytes += $0 }
        }
        var fields = request.headerFields
        fields[.host] = request.authority
        let answer = handler(
            Request(method: request.method, target: request.path ?? "", headerFields: fields, body: bytes)
        )
        let response: Response
        switch answer {
        case .now(let now): response = now
        case .later(let work): response = await work()
        }
        try Task.checkCancellation()
        let head = HTTPResponse(status: response.status, headerFields: response.allHeaderFields)
        switch response.body {
        case .bytes(let content): return (head, ResponseBody(content))
        case .file(let slice):
            return (head, ResponseBody(try slice.bytes(from: 0, count: Int(slice.length))))
        case .stream(let produce), .sizedStream(_, let produce): return (head, Self.body(produce))
        case .hangUp, .reset, .garbage: throw TransportError(.connectionLost, "gone")
        }
    }

    private static func body(_ produce: @escaping @Sendable (BodyWriter) async -> Void) -> ResponseBody {
        let (stream, continuation) = AsyncThrowingStream.makeStream(of: [UInt8].self)
        let task = Task {
            await produce(
                BodyWriter(
                    write: {
                        try Task.checkCancellation()
                        continuation.yield($0)
                    },
                    abort: { continuation.finish(throwing: TransportError(.connectionLost, "cut")) }
                )
            )
            continuation.finish()
        }
        return ResponseBody(
            next: {
                // Each iterator of a stream goes on where the others are.
                var pieces = stream.makeAsyncIterator()
                let piece = try await pieces.next(isolation: nil)
                try Task.checkCancellation()
                return piece
            },
            cancel: { task.cancel() }
        )
    }
}

/// What the tests share of the repository.
enum Repository {
    static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    static let models = Result { try ModelCatalog(directory: root + "/openapi") }
    static let scenarios = Result { try ScenarioCatalog(directory: root + "/fixtures", models: try models.get()) }

    /// An emulator whose worlds have a clock that jumps to what is next.
    static func emulator(clock: QueueClock.Mode = .auto) throws -> Emulator {
        var configuration = EmulatorConfiguration()
        configuration.clock = clock
        return Emulator(
            models: try models.get(),
            scenarios: try scenarios.get(),
            configuration: configuration,
            time: TimeSource(
                now: { Instant(nanoseconds: 1_777_000_000_000_000_000) },
                sleep: { _ in try await forever() }
            )
        )
    }
}

/// Waits for the cancellation of the task.
func forever() async throws {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
    await withTaskCancellationHandler {
        for await _ in stream {}
    } onCancel: {
        continuation.finish()
    }
    throw CancellationError()
}

extension FalClient {
    /// A client for tests: no environment, no real time, no chance.
    static func test(
        _ transport: any ClientTransport,
        _ time: TestTime = TestTime(),
        hosts: ServiceHosts = .falsework("http://localhost:8787"),
        _ change: (inout ClientConfiguration) -> Void = { _ in }
    ) -> FalClient {
        var configuration = ClientConfiguration(
            environment: ["FAL_KEY": "someone:secret"],
            transport: transport,
            time: time.time
        )
        configuration.hosts = hosts
        configuration.random = { 0.5 }
        change(&configuration)
        return FalClient(configuration)
    }
}

/// What a task collects from callbacks.
final class Collected<Value: Sendable>: Sendable {
    private let state = Guarded<[Value]>([])

    var values: [Value] { state.withLock { $0 } }

    func append(_ value: Value) { state.withLock { $0.append(value) } }
}
