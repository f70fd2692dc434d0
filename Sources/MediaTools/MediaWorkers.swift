internal import SystemThreads

/// Reads and assembles media in helper processes: libraries that read hostile files crash and hang, and this process must
/// not.
///
/// A helper does one thing at a time and is killed when that takes too long; the next order starts a new one. Whatever goes
/// wrong, the report is `failed`.
public actor MediaWorkers {
    /// How the helpers are run.
    public struct Configuration: Sendable {
        /// The path of the helper program.
        public var program: String
        /// What it is started with.
        public var arguments: [String] = []
        /// How many run at a time.
        public var count = 2
        /// How many orders may wait; more fail at once.
        public var queueLimit = 64
        /// How long it may take to look at a file, in real time.
        public var probeDeadline = Duration.seconds(5)
        /// How long it may take to make a file, in real time.
        public var assemblyDeadline = Duration.seconds(20)
        /// How many helpers may die in a row before one is started only once in a while.
        public var greatestDeaths = 20
        /// How long nothing is started after that many deaths, in real time.
        public var pause = Duration.seconds(10)

        /// Helpers of a program.
        public init(program: String) { self.program = program }
    }

    private let configuration: Configuration
    private let now: @Sendable () -> Duration
    private var slots: [Slot]
    private var waiting: [CheckedContinuation<Slot, Never>] = []
    private var deaths = 0
    private var pausedUntil: Duration?

    /// Makes the pool; nothing is started before it is needed.
    /// - Parameter now: the time since some moment, which never goes back.
    public init(_ configuration: Configuration, now: (@Sendable () -> Duration)? = nil) {
        self.configuration = configuration
        self.now = now ?? System.now
        slots = (0..<max(1, configuration.count)).map { _ in Slot() }
    }

    /// Carries out an order, or says why not.
    public func carryOut(_ order: MediaOrder) async -> MediaReport {
        guard !slots.isEmpty || waiting.count < configuration.queueLimit else {
            return .failed("too many files wait to be looked at")
        }
        let slot: Slot
        if let free = slots.popLast() {
            slot = free
        } else {
            slot = await withCheckedContinuation { waiting.append($0) }
        }
        defer { giveBack(slot) }
        let mayStart = pausedUntil.map { now() >= $0 } ?? true
        let report = await slot.carryOut(order, configuration, mayStart: mayStart)
        guard let report else {
            guard mayStart else { return .failed("the helper has died too often") }
            noteDeath()
            return .failed("the helper cannot be started, died, or took too long")
        }
        deaths = 0
        return report
    }

    /// Ends the helpers that have nothing to do; the others end with what they do.
    public func stop() {
        for slot in slots { slot.stop() }
    }

    /// Whether every helper has something to do.
    var isBusy: Bool { slots.isEmpty }

    private func noteDeath() {
        deaths += 1
        guard deaths >= configuration.greatestDeaths else { return }
        deaths = 0
        pausedUntil = now() + configuration.pause
    }

    private func giveBack(_ slot: Slot) {
        if waiting.isEmpty { slots.append(slot) } else { waiting.removeFirst().resume(returning: slot) }
    }
}

/// A place for one helper. Waiting for a helper blocks, so it is done on a thread of its own, which lives as long as the
/// order.
///
/// Sendable although its process is not: whoever holds the slot has it alone, and waits until its thread is done.
private final class Slot: @unchecked Sendable {
    private var process: WorkerProcess?

    /// Carries out an order in the helper, which is started when it is not running; nil when there is none, or none any more.
    func carryOut(
        _ order: MediaOrder,
        _ configuration: MediaWorkers.Configuration,
        mayStart: Bool
    ) async -> MediaReport? {
        await withCheckedContinuation { continuation in
            let thread = SystemThread { [self] in
                if process == nil, mayStart {
                    process = WorkerProcess(program: configuration.program, arguments: configuration.arguments)
                }
                let report = process?.carryOut(order, within: configuration.deadline(of: order))
                if report == nil { process = nil }
                continuation.resume(returning: report)
            }
            guard let thread else {
                continuation.resume(returning: nil)
                return
            }
            thread.detach()
        }
    }

    /// Ends the helper.
    func stop() { process = nil }
}

extension MediaWorkers.Configuration {
    fileprivate func deadline(of order: MediaOrder) -> Duration {
        switch order {
        case .probe: probeDeadline
        case .assemble: assemblyDeadline
        }
    }
}
