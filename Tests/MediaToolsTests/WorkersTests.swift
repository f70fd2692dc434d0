import Foundation
import TestMedia
import Testing

@testable import MediaTools

@Suite struct WorkersTests {
    private let order = MediaOrder.probe(path: Place.fixture("soundtrack.mp3"))

    private func workers(
        _ program: String,
        _ arguments: [String] = [],
        _ clock: Clock? = nil,
        _ change: (inout MediaWorkers.Configuration) -> Void = { _ in }
    ) -> MediaWorkers {
        var configuration = MediaWorkers.Configuration(program: program)
        configuration.arguments = arguments
        change(&configuration)
        guard let clock else { return MediaWorkers(configuration) }
        return MediaWorkers(configuration) { clock.now }
    }

    private func isFailure(_ report: MediaReport) -> Bool {
        if case .failed = report { true } else { false }
    }

    @Test(
        arguments: [
            ("/nowhere/falsework-media", []), ("/bin/true", []), ("/bin/cat", []),
            ("/bin/sh", ["-c", "read line; echo '{\"id\": 2, \"assembled\": true}'; read line"]),
            ("/bin/sh", ["-c", "read line; echo no json; read line"]),
            ("/bin/sh", ["-c", "yes | tr -d '\\n'"]),
        ] as [(String, [String])]
    )
    func aHelperThatIsNoneFails(program: String, arguments: [String]) async {
        #expect(isFailure(await workers(program, arguments).carryOut(order)))
    }

    @Test func aHelperThatHangsIsKilled() async throws {
        let bench = try Workbench()
        let script = "echo $$ > \(bench.path("pid")); exec sleep 1000"
        let workers = workers("/bin/sh", ["-c", script]) { $0.probeDeadline = .milliseconds(300) }
        #expect(isFailure(await workers.carryOut(order)))
        let text = String(decoding: try Workbench.bytes(bench.path("pid")), as: UTF8.self)
        let process = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(kill(process, 0) != 0)
    }

    @Test func aDeadHelperIsReplaced() async throws {
        let bench = try Workbench()
        // The first one dies of its order, the others are good.
        let script = """
            if mkdir \(bench.path("been")) 2>/dev/null; then read line; exit 1; fi; exec \(Place.helper)
            """
        let workers = workers("/bin/sh", ["-c", script]) { $0.count = 1 }
        #expect(isFailure(await workers.carryOut(order)))
        guard case .facts = await workers.carryOut(order) else {
            Issue.record("the second helper was not asked")
            return
        }
    }

    @Test func helpersThatAlwaysDieAreStartedOnlyOnceInAWhile() async throws {
        let bench = try Workbench()
        let clock = Clock()
        let script = "echo >> \(bench.path("starts")); exit 1"
        let workers = workers("/bin/sh", ["-c", script], clock) {
            $0.greatestDeaths = 3
            $0.pause = .seconds(10)
        }
        func starts() -> Int { (try? Workbench.bytes(bench.path("starts")).count) ?? 0 }
        for _ in 0..<6 { #expect(isFailure(await workers.carryOut(order))) }
        #expect(starts() == 3)
        #expect(await workers.carryOut(order) == .failed("the helper has died too often"))
        clock.advance(by: .seconds(10))
        #expect(isFailure(await workers.carryOut(order)))
        #expect(starts() == 4)
    }

    @Test func moreOrdersThanMayWaitFailAtOnce() async throws {
        // Never answers, and is killed long after the test.
        let workers = workers("/bin/sh", ["-c", "read line; read line"]) {
            $0.count = 1
            $0.queueLimit = 0
            $0.probeDeadline = .seconds(60)
        }
        let first = Task { await workers.carryOut(order) }
        while await !workers.isBusy { await Task.yield() }
        #expect(await workers.carryOut(order) == .failed("too many files wait to be looked at"))
        first.cancel()
    }

    @Test func theHelperGetsNothingOfOurs() async throws {
        let bench = try Workbench()
        setenv("FAL_KEY", "a:secret", 1)
        // A descriptor that everybody inherits.
        let leak = open(Place.fixture("soundtrack.mp3"), O_RDONLY)
        defer { close(leak) }
        let script = "env > \(bench.path("env")); echo $$ > \(bench.path("pid")); exec \(Place.helper)"
        let workers = workers("/bin/sh", ["-c", script])
        guard case .facts = await workers.carryOut(order) else {
            Issue.record("the helper did not answer")
            return
        }
        let environment = String(decoding: try Workbench.bytes(bench.path("env")), as: UTF8.self)
        #expect(!environment.contains("secret"))
        #if os(Linux)
        let text = String(decoding: try Workbench.bytes(bench.path("pid")), as: UTF8.self)
        let folder = "/proc/\(text.trimmingCharacters(in: .whitespacesAndNewlines))/fd"
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["0", "1", "2"])
        #endif
    }

    private final class Clock: @unchecked Sendable {
        // The lock guards it.
        private let lock = NSLock()
        private var time = Duration.zero
        var now: Duration { lock.withLock { time } }
        func advance(by step: Duration) { lock.withLock { time += step } }
    }
}
