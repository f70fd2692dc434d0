import FalAPI
import HTTPServer
import QueueEngine
import Testing

@testable import FalEmulator

@Suite struct WorldWatchingTests {
    /// Both at once take the locks of the world and of the tasks; in the wrong order nothing would ever end.
    @Test(.timeLimit(.minutes(1))) func watchersLeaveWhileTheWorldChanges() async throws {
        let world = try TestEmulator().world
        let watchers = 4
        let visits = 250
        await withTaskGroup { group in
            for _ in 0..<watchers {
                group.addTask {
                    for _ in 0..<visits {
                        let watcher = Task { for await _ in world.changes(of: nil) {} }
                        await Task.yield()
                        watcher.cancel()
                        await watcher.value
                    }
                }
            }
            group.addTask {
                for _ in 0..<watchers * visits {
                    world.change { _, now in ((), [QueueEvent(time: now, kind: .queueMoved(Self.endpoint))]) }
                    await Task.yield()
                }
            }
        }
        // Forgotten in tasks of their own, which have nothing left to wait for.
        while !world.state.withLock({ $0.watchers.isEmpty }) { await Task.yield() }
    }

    private static let endpoint = EndpointID("fal-ai/kling-video/video-to-audio")!
}
