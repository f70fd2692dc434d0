internal import FalAPI
internal import HTTPServer
internal import QueueEngine

extension World {
    /// Yields when a request may have changed, at once for the first time; changes that nobody has looked at yet count as
    /// one. Ends when the request is forgotten; without a request, everything counts and there is no end.
    func changes(of id: RequestID?) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let token = change { state, _ in
            let token = state.nextWatcher
            state.nextWatcher += 1
            state.watchers[token] = Watcher(id: id, changes: continuation)
            if let id { state.content.queue.watch(id) }
            continuation.yield()
            return (token, [])
        }
        // In a task of its own: a task that is cancelled comes here with the runtime's lock on it, which a yield below `change`
        // waits for with the world's.
        continuation.onTermination = { [weak self] _ in Task { self?.forgetWatcher(token) } }
        return stream
    }

    /// Waits until a request has ended; nil when it is forgotten meanwhile or the task is cancelled.
    func completion(of id: RequestID) async -> Job? {
        for await _ in changes(of: id) {
            guard let snapshot = snapshot(of: id) else { return nil }
            if case .completed = snapshot.job.phase { return snapshot.job }
            waits(after: snapshot)
        }
        return nil
    }

    /// Changes the state at the present time, tells those who watch, and sets the alarm anew.
    func change<Result>(_ body: (inout State, Instant) -> (Result, [QueueEvent])) -> Result {
        let real = time.now()
        let (result, forgotten, attempts) = state.withLock { state in
            state.lastLook = real
            let (result, events) = body(&state, state.content.clock.now(at: real))
            if !events.isEmpty { state.absorb(events, dispatcher, at: real) }
            if state.watchers.isEmpty, !state.awaitsWebhooks, state.alarm == nil {
                return (result, [Watcher](), [WebhookAttempt]())
            }
            let attempts = state.content.webhooks.takeDue(at: state.content.clock.now(at: real))
            let forgotten = Self.tell(state.watchers.values, of: events, in: state.content.queue)
            setAlarm(&state)
            return (result, forgotten, attempts)
        }
        if !attempts.isEmpty { send(attempts) }
        // Outside the lock, since the end of a stream comes back to forget its watcher.
        for watcher in forgotten { watcher.changes.finish() }
        return result
    }

    /// Tells those who watch what has happened, and returns those whose request is forgotten.
    private static func tell(
        _ watchers: some Collection<Watcher>,
        of events: [QueueEvent],
        in queue: borrowing QueueStateMachine
    ) -> [Watcher] {
        guard !events.isEmpty else { return [] }
        var forgotten: [Watcher] = []
        var changed: Set<RequestID> = []
        var moved: Set<EndpointID> = []
        for event in events {
            switch event.kind {
            case .submitted(let id), .started(let id), .logged(let id), .completed(let id), .expired(let id):
                changed.insert(id)
            case .queueMoved(let endpoint):
                moved.insert(endpoint)
            }
        }
        for watcher in watchers {
            guard let id = watcher.id else {
                watcher.changes.yield()
                continue
            }
            guard let job = queue.job(id) else {
                forgotten.append(watcher)
                continue
            }
            if changed.contains(id) || (job.phase == .waiting && moved.contains(job.endpoint)) {
                watcher.changes.yield()
            }
        }
        return forgotten
    }

    /// Lets one task sleep until the next thing is due, if anybody watches and real time will bring it about.
    private func setAlarm(_ state: inout State) {
        if state.content.clock.mode == .auto, !state.isJumping, !state.content.webhooks.hasInFlight,
            state.nextWebhookStep != nil
        {
            state.isJumping = true
            Task { [weak self] in self?.jumpForWebhooks() }
        }
        let step = state.nextWebhookStep
        let deadline =
            state.watchers.isEmpty ? step : [step, state.content.queue.nextDeadline].compactMap(\.self).min()
        guard let due = deadline, let real = state.content.clock.real(at: due)
        else {
            state.alarm?.task.cancel()
            state.alarm = nil
            return
        }
        if let alarm = state.alarm, alarm.real <= real, !alarm.task.isCancelled { return }
        state.alarm?.task.cancel()
        let task = Task { [weak self, time] in
            guard (try? await time.sleep(real)) != nil else { return }
            self?.ring()
        }
        state.alarm = (real, task)
    }

    private func ring() {
        change { state, now in
            state.alarm = nil
            return ((), state.content.queue.advance(to: now))
        }
    }

    private func forgetWatcher(_ token: UInt64) {
        change { state, _ in
            state.watchers[token] = nil
            if state.watchers.isEmpty, !state.awaitsWebhooks {
                state.alarm?.task.cancel()
                state.alarm = nil
            }
            return ((), [])
        }
    }
}
