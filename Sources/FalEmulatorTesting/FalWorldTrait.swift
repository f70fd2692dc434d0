public import FalEmulator
public import Testing

/// Gives each test, and each case of a test with arguments, a world of its own.
///
/// All tests of a process share one emulator, which is started with the first of them. Tests can run in parallel: what is done
/// in one world is not seen in another.
public struct FalWorldTrait: TestTrait, SuiteTrait, TestScoping {
    /// How time passes in the worlds.
    let clock: WorldClock.Mode

    /// A suite gives it to all its tests.
    public var isRecursive: Bool { true }

    /// Runs one case of a test with a world that was made for it.
    @concurrent public func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        let world = try await SharedEmulator.shared.running().makeWorld(clock: clock)
        try await FalWorld.$scoped.withValue(world) { try await function() }
    }
}

extension Trait where Self == FalWorldTrait {
    /// A world of an emulator for each test, whose clock jumps to the next event when a client waits.
    public static var falWorld: Self { falWorld(clock: .auto) }

    /// A world of an emulator for each test.
    /// - Parameter clock: how its time passes.
    public static func falWorld(clock: WorldClock.Mode) -> Self { Self(clock: clock) }
}

extension FalWorld {
    @TaskLocal static var scoped: FalWorld?

    /// The world of the test that runs.
    /// - Throws: `NoFalWorld` in a test without the trait `.falWorld`, and in tasks that are detached from it.
    public static var current: FalWorld {
        get throws {
            guard let scoped else { throw NoFalWorld() }
            return scoped
        }
    }
}

/// There is no world here.
public struct NoFalWorld: Error, Sendable, CustomStringConvertible {
    /// What to do about it.
    public var description: String {
        "there is no world here: give the test or its suite the trait .falWorld, and ask in a task that is not detached"
    }
}
