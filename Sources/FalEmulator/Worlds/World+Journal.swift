internal import FalAPI
internal import HTTPServer
internal import HTTPTypes
internal import QueueEngine

/// What a world remembers of what was done in it.
extension World {
    /// Notes what a client asked, and what it was told.
    /// - Parameters:
    ///   - status: the answer's code; 0 when there was none.
    ///   - size: of the answer's body; nil for a stream.
    func record(_ visit: Visit, _ request: Request, status: Int, size: Int?, fault: String?) {
        let isWork = [.submit, .run, .rest, .upload, .multipart, .part].contains(visit.operation)
        let call = JournalEntry.Call(
            visit.operation,
            method: request.method,
            target: Redaction.target(request.target),
            endpoint: visit.endpoint,
            id: visit.id,
            scenario: visit.scenario,
            status: status,
            answerSize: size,
            fault: fault,
            bodySize: request.bodyFile.map { Int($0.size) } ?? request.body.count,
            headers: isWork
                ? Redaction.headers(request.headerFields)
                : request.header(.userAgent).map { [.userAgent: $0] } ?? [:],
            explanation: visit.explanation
        )
        let real = time.now()
        state.withLock { state in
            let now = visit.time ?? state.content.clock.now(at: real)
            state.journal.append(.call(call), real: real, world: now, body: request.body)
            if let id = visit.id {
                if visit.operation == .submit {
                    if let endpoint = visit.endpoint {
                        state.traces.submitted(id, to: endpoint, input: request.body.hashValue, at: now)
                    }
                } else {
                    state.traces.called(
                        visit.operation,
                        id,
                        status: status,
                        hasEnded: state.content.queue.job(id)?.ending != nil,
                        at: real
                    )
                }
            }
            for watcher in state.watchers.values where watcher.id == nil { watcher.changes.yield() }
        }
    }

    /// Reads the journal and the traces.
    func readJournal<Result>(_ body: (Journal, JobTraces) -> Result) -> Result {
        change { state, now in
            let events = state.content.queue.advance(to: now)
            state.absorb(events, dispatcher, at: time.now())
            return (body(state.journal, state.traces), [])
        }
    }

    /// How many requests nobody cared for.
    var orphanCount: Int { state.withLock { $0.traces.orphanCount } }

    /// Forgets the journal's entries; who was forgotten by clients stays known.
    func clearJournal() {
        state.withLock { $0.journal.clear() }
    }

    /// Waits until so many entries match, and returns them; nil when that does not happen until a real time, or the task is
    /// cancelled. A clock that jumps by itself does so meanwhile.
    func entries(
        matching filter: JournalFilter,
        after number: UInt64,
        count: Int,
        until deadline: Instant
    ) async -> [JournalEntry]? {
        await waiting(until: deadline) { world in
            let found = world.readJournal { journal, _ in
                Array(journal.entries(after: number).lazy.filter(filter.matches).prefix(count))
            }
            return found.count == count ? found : nil
        }
    }

    /// Waits until no request is on its way; false when that does not happen in time.
    func becomesIdle(until deadline: Instant) async -> Bool {
        await waiting(until: deadline) { world in
            world.jobs().allSatisfy { $0.job.ending != nil } ? true : nil
        } ?? false
    }

    private func waiting<Found: Sendable>(
        until deadline: Instant,
        _ look: @escaping @Sendable (World) -> Found?
    ) async -> Found? {
        await withTaskGroup(of: Found?.self) { group in
            group.addTask { [self] in
                for await _ in changes(of: nil) {
                    if let found = look(self) { return found }
                    if clock().mode == .auto { _ = advance(events: 1) }
                }
                return nil
            }
            group.addTask { [time] in
                try? await time.sleep(deadline)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }
}

extension World.State {
    /// Notes what has happened.
    mutating func absorb(_ events: [QueueEvent], _ dispatcher: WebhookDispatcher, at real: Instant) {
        for event in events {
            let (step, id): (JournalEntry.Event, RequestID)
            switch event.kind {
            case .submitted(let submitted): (step, id) = (.submitted, submitted)
            case .started(let started): (step, id) = (.started, started)
            case .completed(let completed): (step, id) = (.completed, completed)
            case .expired(let expired):
                (step, id) = (.expired, expired)
                traces.forgot(id)
                if !content.requestFaults.isEmpty { content.requestFaults[id] = nil }
            case .logged, .queueMoved: continue
            }
            let endpoint = content.queue.job(id)?.endpoint
            journal.append(.event(step, id, endpoint), real: real, world: event.time)
            guard step == .completed, let subscription = content.subscriptions.removeValue(forKey: id),
                let snapshot = content.snapshot(of: id, at: event.time), let ending = snapshot.job.ending
            else { continue }
            dispatcher.add(
                snapshot,
                ending,
                for: subscription,
                to: &content.webhooks,
                completed: event.time,
                at: event.time
            )
        }
    }
}
