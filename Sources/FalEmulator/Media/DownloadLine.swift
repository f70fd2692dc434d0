/// Lets a few downloads run at a time: each may hold a whole file in memory.
actor DownloadLine {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(width: Int) { free = width }

    /// Runs a download when it is its turn.
    func run<Outcome: Sendable>(_ download: @Sendable () async -> Outcome) async -> Outcome {
        if free > 0 { free -= 1 } else { await withCheckedContinuation { waiting.append($0) } }
        let outcome = await download()
        // Handed over, so that nobody comes between.
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
        return outcome
    }
}
