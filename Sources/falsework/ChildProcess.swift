internal import Dispatch
internal import Synchronization

/// A command that runs beside the emulator, with the standard streams of this process.
struct ChildProcess {
    private let id: Int32
    private let signals: SignalForwarding

    /// Starts a command.
    /// - Parameter environment: all of the command's environment.
    /// - Throws: with the exit status that shells use: 127 for a command that is not found, 126 for one that cannot be run.
    init(_ command: [String], environment: [String: String]) throws(Failure) {
        signals = SignalForwarding()
        switch System.spawn(command, environment: environment, defaultSignals: signals.numbers + [System.brokenPipe]) {
        case .started(let id): self.id = id
        case .failed(let message, let isMissing):
            throw Failure(message: "\(command[0]): \(message)", status: isMissing ? 127 : 126)
        }
        signals.begin(to: id)
    }

    /// Waits for the command's end; its exit status as a shell tells it: 128 and the signal for one that a signal ended.
    func wait() async -> Int32 {
        let id = id
        return await withCheckedContinuation { continuation in
            // The call blocks, so it must not have one of the concurrency runtime's threads.
            DispatchQueue(label: "falsework.child").async { continuation.resume(returning: System.wait(for: id)) }
        }
    }
}

/// Signals that are meant for the command go on to it.
///
/// What is typed at a terminal (Ctrl-C, Ctrl-\) has reached the command already when it reaches this process: the system tells
/// all processes in the foreground.
private struct SignalForwarding {
    private let sources: SignalSources
    private let target: Target

    init() {
        let target = Target()
        self.target = target
        sources = SignalSources(System.forwardedSignals, keepsIgnored: true) { number in
            if System.typedSignals.contains(number), System.isInForeground { return }
            target.tell(number)
        }
    }

    /// The signals that are passed on.
    var numbers: [Int32] { sources.numbers }

    /// Passes signals on to a process from now on.
    func begin(to process: Int32) { target.begin(process) }

    /// The process to tell, once it is there. The last signal that came before is kept for it.
    private final class Target: Sendable {
        private let process = Atomic<Int32>(0)
        private let early = Atomic<Int32>(0)

        func begin(_ id: Int32) {
            process.store(id, ordering: .sequentiallyConsistent)
            let number = early.exchange(0, ordering: .sequentiallyConsistent)
            if number > 0 { System.send(number, to: id) }
        }

        func tell(_ number: Int32) {
            early.store(number, ordering: .sequentiallyConsistent)
            let id = process.load(ordering: .sequentiallyConsistent)
            guard id > 0, early.exchange(0, ordering: .sequentiallyConsistent) > 0 else { return }
            System.send(number, to: id)
        }
    }
}
