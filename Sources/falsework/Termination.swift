internal import Dispatch

/// The signals that ask the process to end: the first one lets it finish, a second one ends it at once.
///
/// Works as process 1 of a container too, where a signal without a handler is ignored.
final class Termination {
    private let signals: AsyncStream<Void>
    private let sources: [any DispatchSourceSignal]

    init() {
        let (signals, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        self.signals = signals
        let queue = DispatchQueue(label: "falsework.signals")
        let counter = Counter()
        sources = [System.interrupt, System.terminate].map { number in
            System.ignore(number)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                if counter.isFirst() { continuation.yield() } else { System.end(128 + number) }
            }
            source.resume()
            return source
        }
    }

    /// Returns when the first signal has come.
    func signal() async {
        for await _ in signals { return }
    }

    /// Counts signals; only the signals' own queue touches it.
    private final class Counter: @unchecked Sendable {
        private var count = 0
        func isFirst() -> Bool {
            count += 1
            return count == 1
        }
    }
}
