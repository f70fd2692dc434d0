import FalAPI
import HTTPServer
import JSON
import QueueEngine
import Testing

@testable import FalEmulator

@Suite(.timeLimit(.minutes(1))) struct StatusStreamTests {
    private struct Stop: Error {}

    /// Submits a request and reads its stream; `react` is told each frame before the next is made.
    private func frames(
        time: TimeSource = .still,
        _ react: (String, World, RequestID) throws -> Void
    ) async throws -> [String] {
        let emulator = try TestEmulator(time: time)
        let url = await emulator.submit()
        let id = try #require(url.split(separator: "/").last.flatMap { RequestID(String($0)) })
        let world = emulator.world
        var frames: [String] = []
        let stream = StatusStream(time: time, heartbeat: .seconds(15))
        try? await stream.send(id, in: world) { snapshot in
            var status = RequestStatus(state: .inQueue, url: RequestURL(base: "u", application: "a/b", id: id))
            switch snapshot.job.phase {
            case .waiting: status.queuePosition = snapshot.position
            case .running: status.state = .inProgress
            case .completed: status.state = .completed
            }
            status.logs = snapshot.job.logs(at: snapshot.time)
            return status
        } write: { bytes in
            frames.append(String(decoding: bytes, as: UTF8.self))
            try react(frames[frames.count - 1], world, id)
        }
        return frames
    }

    private func event(_ frame: String) throws -> JSONValue {
        #expect(frame.hasPrefix("data: ") && frame.hasSuffix("\n\n"))
        return try JSONParser.parse(Array(frame.dropFirst(6).utf8))
    }

    @Test func everyChangeIsOneEventAndLogsComeOnce() async throws {
        var steps = [0.3, 0.05, 0.2, 0.35, 0.1]
        let events = try await frames { _, world, _ in
            if !steps.isEmpty { world.advance(by: .seconds(steps.removeFirst())) }
        }.map(event)
        #expect(
            events.map { $0["status"]?.string }
                == ["IN_QUEUE", "IN_PROGRESS", "IN_PROGRESS", "IN_PROGRESS", "IN_PROGRESS", "COMPLETED"]
        )
        #expect(events.map { $0["logs"]?.array?.count } == [0, 0, 1, 1, 1, 0])
    }

    @Test func aStreamOfACompletedRequestIsOneEvent() async throws {
        let emulator = try TestEmulator()
        let url = await emulator.submit()
        emulator.world.advance(by: .seconds(1))
        let id = try #require(url.split(separator: "/").last.flatMap { RequestID(String($0)) })
        var count = 0
        try await StatusStream(time: .still, heartbeat: .seconds(15)).send(id, in: emulator.world) { _ in
            RequestStatus(state: .completed, url: RequestURL(base: "u", application: "a/b", id: id))
        } write: { _ in
            count += 1
        }
        #expect(count == 1)
    }

    @Test func cancellingEndsTheStreamWithCompleted() async throws {
        let frames = try await frames { _, world, id in _ = world.cancel(id) }
        #expect(try event(frames[1])["status"] == "COMPLETED")
        #expect(frames.count == 2)
    }

    @Test func anIdleStreamCarriesPings() async throws {
        let (naps, nap) = AsyncStream.makeStream(of: Void.self)
        nap.yield()
        let time = TimeSource(
            now: { TimeSource.still.now() },
            sleep: { _ in
                for await _ in naps { return }
                throw CancellationError()
            }
        )
        let frames = try await frames(time: time) { frame, world, _ in
            if frame == ": ping\n\n" { throw Stop() }
        }
        // The first event may come before it or not.
        #expect(frames.last == ": ping\n\n")
        #expect(frames.count <= 2)
    }

    @Test func aRequestThatIsForgottenEndsItsStream() async throws {
        let frames = try await frames { _, world, _ in world.advance(by: .seconds(10_000)) }
        #expect(frames.count == 1)
    }

    @Test func aPeerThatLeavesEndsTheStream() async throws {
        let frames = try await frames { _, _, _ in throw Stop() }
        #expect(frames.count == 1)
    }

    @Test func positionsAreEventsToo() async throws {
        let emulator = try TestEmulator { $0.queue.runners = 1 }
        let first = await emulator.submit()
        let second = await emulator.submit()
        let firstID = try #require(first.split(separator: "/").last.flatMap { RequestID(String($0)) })
        let id = try #require(second.split(separator: "/").last.flatMap { RequestID(String($0)) })
        var positions: [Int?] = []
        let world = emulator.world
        try? await StatusStream(time: .still, heartbeat: .seconds(15)).send(id, in: world) { snapshot in
            var status = RequestStatus(state: .inQueue, url: RequestURL(base: "u", application: "a/b", id: id))
            status.queuePosition = snapshot.position
            return status
        } write: { bytes in
            let event = try JSONParser.parse(Array(bytes.dropFirst(6)))
            positions.append(event["queue_position"]?.integer.map(Int.init))
            if positions.count == 2 { throw Stop() }
            _ = world.cancel(firstID)
        }
        #expect(positions == [1, 0])
    }
}
