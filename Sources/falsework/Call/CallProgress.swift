internal import FalClient
internal import HTTPServer

/// What happens to a call, on standard error: at a terminal a line that is rewritten, with the log above it; elsewhere lines.
final class CallProgress: Sendable {
    private struct State {
        var text = ""
        var isShown = false
        var requestID: String?
        var lastPercent: Int64 = -1
    }

    private let state = Locked(State())
    private let isTerminal = System.isTerminal(System.standardError)
    private let start = ContinuousClock.now

    /// How often the time on the line is brought up to date.
    private static let interval: Duration = .milliseconds(250)

    /// What happened to a request.
    func show(_ status: QueueStatus) {
        state.withLock { state in
            state.requestID = status.requestID
            for log in status.logs { write("  \(Self.plain(log.message))", &state) }
            var text = Self.plain(status.state.description)
            if let position = status.queuePosition { text += ", \(position) ahead" }
            if let seconds = status.inferenceTime { text += ", \(Self.seconds(.seconds(seconds))) of work" }
            change(to: text, &state)
        }
    }

    /// How far an upload is.
    func show(_ upload: UploadProgress, of path: String) {
        let percent = Int64((upload.fraction ?? 0) * 100)
        state.withLock { state in
            guard percent != state.lastPercent, isTerminal || percent == 0 || percent == 100 else { return }
            state.lastPercent = percent
            change(to: "uploading \(Self.plain(path)): \(percent) %", &state)
        }
    }

    /// Keeps the time on the line up to date while something runs.
    func whileRunning<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        guard isTerminal else { return try await body() }
        let ticker = Task {
            while true {
                try await Task.sleep(for: Self.interval)
                state.withLock { redraw(&$0) }
            }
        }
        defer { ticker.cancel() }
        return try await body()
    }

    /// Leaves the line for good.
    func end() {
        state.withLock { state in
            erase(&state)
            state.text = ""
        }
    }

    /// What is known of the request that was interrupted.
    var cancellation: String {
        state.withLock { state in
            state.requestID.map { "request \($0) was asked to stop" } ?? "nothing is left running that is known of"
        }
    }

    private func change(to text: String, _ state: inout State) {
        guard text != state.text else { return }
        state.text = text
        if isTerminal { redraw(&state) } else { Console.error("\(text), \(elapsed)") }
    }

    private func write(_ line: String, _ state: inout State) {
        erase(&state)
        Console.error(line)
        if isTerminal { redraw(&state) }
    }

    private func redraw(_ state: inout State) {
        guard !state.text.isEmpty else { return }
        System.write(Array("\r\u{1B}[K\(state.text), \(elapsed)".utf8), to: System.standardError)
        state.isShown = true
    }

    private func erase(_ state: inout State) {
        guard state.isShown else { return }
        System.write(Array("\r\u{1B}[K".utf8), to: System.standardError)
        state.isShown = false
    }

    private var elapsed: String { Self.seconds(ContinuousClock.now - start) }

    private static func seconds(_ span: Duration) -> String {
        let tenths = Int64((span / .milliseconds(100)).rounded())
        return "\(tenths / 10).\(tenths % 10) s"
    }

    /// Without what would move a terminal's cursor.
    private static func plain(_ text: String) -> String {
        String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 })
        )
    }
}
