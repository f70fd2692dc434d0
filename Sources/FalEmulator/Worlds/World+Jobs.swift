internal import FalAPI
internal import HTTPServer
internal import QueueEngine

/// What a test makes a world and its requests do, against their scripts.
extension World {
    /// The requests that are kept, in the order in which they were submitted.
    func jobs() -> [JobSnapshot] {
        change { state, now in
            let events = state.content.queue.advance(to: now)
            let content = state.content
            return (content.queue.all.compactMap { content.snapshot(of: $0.id, at: now) }, events)
        }
    }

    /// How many requests are kept.
    var jobCount: Int { state.withLock { $0.content.queue.count } }

    /// Holds a request where it is.
    func hold(_ id: RequestID) -> QueueStateMachine.Step {
        change { state, now in state.content.queue.hold(id, at: now) }
    }

    /// Lets a held request go on.
    func release(_ id: RequestID) -> QueueStateMachine.Step {
        change { state, now in state.content.queue.release(id, at: now) }
    }

    /// Gives a waiting request a runner now.
    func start(_ id: RequestID) -> QueueStateMachine.Step {
        change { state, now in state.content.queue.start(id, at: now) }
    }

    /// Ends a request now.
    /// - Parameter ending: how; nil: as its script says.
    func finish(_ id: RequestID, with ending: Job.Ending?) -> QueueStateMachine.Step {
        change { state, now in state.content.queue.finish(id, with: ending, at: now) }
    }

    /// Moves the world's time to the next thing that happens to a request, so many times; tells how often there was one.
    func advance(events count: Int) -> Int {
        let real = time.now()
        return change { state, now in
            var events: [QueueEvent] = state.content.queue.advance(to: now)
            for taken in 0..<count {
                guard let next = state.content.queue.nextEvent else { return (taken, events) }
                let now = state.content.clock.now(at: real)
                state.content.clock.advance(by: next - now)
                events += state.content.queue.advance(to: max(now, next))
            }
            return (count, events)
        }
    }

    /// Keeps the world as it is under a name; a name that is known keeps the newer one. False when there are too many.
    func keep(as name: String) -> Bool {
        let real = time.now()
        return change { state, now in
            let events = state.content.queue.advance(to: now)
            state.snapshots.removeAll { $0.name == name }
            guard state.snapshots.count < WorldSnapshot.limit else { return (false, events) }
            state.snapshots.append(WorldSnapshot(name: name, content: state.content, real: real))
            return (true, events)
        }
    }

    /// The names of the snapshots, the oldest first.
    var snapshotNames: [String] { state.withLock { $0.snapshots.map(\.name) } }

    /// Forgets a snapshot; false when there is none with the name.
    func forgetSnapshot(_ name: String) -> Bool {
        state.withLock { state in
            let count = state.snapshots.count
            state.snapshots.removeAll { $0.name == name }
            return state.snapshots.count < count
        }
    }

    /// Brings the world back as it was: requests, ids to come, and the time, which goes on from there. False when there is
    /// no snapshot with the name.
    func restore(_ name: String) -> Bool {
        let real = time.now()
        return change { state, _ in
            guard let kept = state.snapshots.first(where: { $0.name == name }) else { return (false, []) }
            var webhooks = state.content.webhooks
            webhooks.restore(kept.content.webhooks)
            state.content = kept.content
            state.content.webhooks = webhooks
            state.content.clock.resume(after: kept.real, at: real)
            for watcher in state.watchers.values { watcher.changes.yield() }
            return (true, [])
        }
    }
}
