internal import Synchronization

/// The signals that ask the process to end: the first one lets it finish, a second one ends it at once.
///
/// Works as process 1 of a container too, where a signal without a handler is ignored.
final class Termination {
    private let signals: AsyncStream<Void>
    private let sources: SignalSources

    init() {
        let (signals, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        self.signals = signals
        let asked = Asked()
        sources = SignalSources([System.interrupt, System.terminate], keepsIgnored: false) { number in
            if asked.isFirst() { continuation.yield() } else { System.end(128 + number) }
        }
    }

    /// Returns when the first signal has come.
    func signal() async {
        for await _ in signals { return }
    }

    /// Whether a signal has come already.
    private final class Asked: Sendable {
        private let before = Atomic(false)

        /// True for the first signal only.
        func isFirst() -> Bool { !before.exchange(true, ordering: .relaxed) }
    }
}
