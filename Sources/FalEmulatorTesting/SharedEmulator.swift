internal import FalEmulator

/// The emulator that all tests of a process share. It is never stopped: nobody knows which test is the last.
actor SharedEmulator {
    static let shared = SharedEmulator()

    private var emulator: LocalEmulator?

    /// The emulator, started when it is needed for the first time.
    func running() throws -> LocalEmulator {
        if let emulator { return emulator }
        let started = try LocalEmulator.start()
        emulator = started
        return started
    }
}
