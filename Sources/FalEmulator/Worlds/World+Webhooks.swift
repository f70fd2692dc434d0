internal import FalAPI
internal import HTTPServer
internal import QueueEngine

/// The webhooks of a world: who wants one, what is due, what came of it.
extension World {
    /// Sends what is due; the world hears of it when it is through.
    func send(_ attempts: [WebhookAttempt]) {
        for attempt in attempts {
            Task { [self] in
                let start = time.now()
                let outcome = await dispatcher.send(attempt, userID: userID, at: start)
                finish(attempt, outcome, duration: (time.now() - start).nanoseconds)
            }
        }
    }

    private func finish(_ attempt: WebhookAttempt, _ outcome: WebhookOutcome, duration: Int64) {
        let real = time.now()
        change { state, now in
            guard let event = state.content.webhooks.finish(attempt, outcome, duration: duration, at: now) else {
                return ((), [])
            }
            let result: JournalEntry.Delivery.Outcome
            switch event.kind {
            case .delivered:
                result = .delivered
                state.traces.delivered(attempt.requestID)
            case .scheduled: result = .retrying
            case .failed: result = .failed
            }
            let delivery = JournalEntry.Delivery(
                attempt.delivery.description,
                of: attempt.requestID,
                attempt: attempt.number,
                result,
                answer: outcome.description
            )
            state.journal.append(.delivery(delivery), real: real, world: now)
            for watcher in state.watchers.values where watcher.id == nil { watcher.changes.yield() }
            return ((), [])
        }
    }

    /// The deliveries, the oldest first.
    func deliveries() -> [WebhookDelivery] {
        change { state, now in
            let events = state.content.queue.advance(to: now)
            state.absorb(events, dispatcher, at: time.now())
            return (state.content.webhooks.all, [])
        }
    }

    /// Sends a delivery anew.
    func resend(_ id: WebhookDelivery.ID, variant: WebhookVariant?) -> WebhookQueue.Resending {
        change { state, now in (state.content.webhooks.resend(id, variant: variant, at: now), []) }
    }

    /// Makes every retry due now; tells how many there are.
    func fastForwardWebhooks() -> Int {
        change { state, now in (state.content.webhooks.makeAllDue(at: now), []) }
    }

    /// Who waits for a webhook does not poll, so a clock that jumps by itself does so for him, step by step.
    func jumpForWebhooks() {
        change { state, now in
            state.isJumping = false
            guard state.content.clock.mode == .auto, !state.content.webhooks.hasInFlight,
                let next = state.nextWebhookStep
            else { return ((), []) }
            state.content.clock.advance(by: next - now)
            return ((), state.content.queue.advance(to: max(now, next)))
        }
    }
}

extension World.State {
    /// Whether somebody waits for a webhook.
    var awaitsWebhooks: Bool { !content.subscriptions.isEmpty || content.webhooks.nextDue != nil }

    /// When something next happens that brings a webhook closer.
    var nextWebhookStep: Instant? {
        switch (content.subscriptions.isEmpty ? nil : content.queue.nextEvent, content.webhooks.nextDue) {
        case (let event?, let due?): min(event, due)
        case (let event, let due): event ?? due
        }
    }
}
