import FalAPI
import QueueEngine
import Testing

@testable import FalEmulator

@Suite struct WebhookQueueTests {
    @Test func aDeliveryIsSentAtOnceAndAcknowledged() throws {
        var it = WebhookConversation()
        #expect(it.nextDue == nil)
        let added = it.add(at: 10)
        let id = try #require(added)
        #expect(id.description == "wh-1")
        #expect(it.nextDue == 10)
        #expect(it.take(at: 9.999) == [])
        #expect(it.take(at: 10) == ["wh-1 #1"])
        #expect(it.state(1) == "in_flight")
        #expect(it.queue.hasInFlight)
        #expect(it.take(at: 11) == [], "nothing is sent twice at a time")
        #expect(it.answer(204, at: 10.5) == .delivered)
        #expect(it.state(1) == "delivered")
        #expect(!it.queue.hasInFlight)
        #expect(it.nextDue == nil)
        let delivery = try #require(it.queue[id])
        #expect(
            delivery.records == [
                WebhookDelivery.Record(
                    number: 1,
                    time: second(10),
                    variant: .valid,
                    outcome: .answered(status: 204),
                    duration: 1_000
                )
            ]
        )
    }

    @Test func anAttemptCarriesAllThatASenderNeeds() throws {
        var it = WebhookConversation()
        it.add(bytes: 3, variant: .unsigned, at: 10)
        it.take(at: 10)
        let attempt = try #require(it.taken.first)
        #expect(attempt.requestID == WebhookConversation.request)
        #expect(attempt.target.description == "http://localhost:9000/hook")
        #expect(attempt.body == Array("xxx".utf8))
        #expect(attempt.variant == .unsigned)
        #expect(attempt.timeout == .seconds(15))
    }

    @Test(
        arguments: [
            .answered(status: 100), .answered(status: 199), .answered(status: 400), .answered(status: 404),
            .answered(status: 410), .answered(status: 500), .unreachable("connection refused"),
        ] as [WebhookOutcome]
    )
    func whateverIsNoAcknowledgementIsTriedAgain(outcome: WebhookOutcome) throws {
        var it = WebhookConversation()
        it.add(at: 0)
        it.take(at: 0)
        #expect(it.finish(outcome, at: 1) == .scheduled(due: second(6)))
        #expect(it.state(1) == "pending")
        #expect(it.nextDue == 6)
        #expect(it.take(at: 5.9) == [])
        #expect(it.take(at: 6) == ["wh-1 #2"])
        #expect(it.taken.first?.timeout == .seconds(120))
        #expect(it.answer(200, at: 7) == .delivered)
        #expect(it.queue.all.first?.records.map(\.outcome) == [outcome, .answered(status: 200)])
        #expect(it.queue.all.first?.records.map(\.time) == [second(0), second(6)])
    }

    @Test(arguments: [300, 301, 302, 307, 308, 399])
    func aRedirectIsFinal(status: Int) {
        var it = WebhookConversation()
        it.add(at: 0)
        it.take(at: 0)
        #expect(
            it.answer(status, at: 1) == .failed(reason: "answered \(status): redirects are not followed")
        )
        #expect(it.state(1) == "failed")
        #expect(it.nextDue == nil)
    }

    @Test func after31RetriesItIsOver() throws {
        var it = WebhookConversation { $0.schedule.retention = .forever }
        it.add(at: 0)
        var times: [Double] = []
        while let due = it.nextDue {
            times.append(due)
            #expect(it.take(at: due) == ["wh-1 #\(times.count)"])
            #expect(it.taken.first?.timeout == .seconds(times.count == 1 ? 15 : 120))
            let event = it.answer(500, at: due)
            if times.count == 32 {
                #expect(event == .failed(reason: "answered 500; this was the last of 31 retries"))
            }
        }
        let start = [0.0, 5, 15, 35, 75, 155]
        #expect(times == start + (1...26).map { 155 + 120 * Double($0) })
        #expect(it.queue.all.first?.attemptCount == 32)
        #expect(it.queue.all.first?.records.count == 32)
        #expect(it.state(1) == "failed")
    }

    @Test(arguments: [(10_239, 32, 3_275.0), (10_240, 7, 275.0)])
    func aLargeBodyIsTriedForSixMinutes(bytes: Int, attempts: Int, last: Double) throws {
        var it = WebhookConversation()
        it.add(bytes: bytes, at: 0)
        var time = 0.0
        while let due = it.nextDue {
            time = due
            it.take(at: due)
            _ = it.answer(503, at: due)
        }
        #expect(time == last)
        #expect(it.queue.all.first?.attemptCount == attempts)
    }

    @Test func theResultsTimeCountsFromTheEndOfTheRequest() {
        var it = WebhookConversation()
        it.add(completed: 0, at: 3_590)
        it.take(at: 3_590)
        #expect(it.answer(500, at: 3_594.9) == .scheduled(due: second(3_599.9)))
        it.take(at: 3_599.9)
        #expect(
            it.finish(.unreachable("timed out"), at: 3_600)
                == .failed(reason: "timed out; the result has expired before the next retry")
        )
    }

    @Test func whereNothingMayGoNothingIsSent() throws {
        var it = WebhookConversation()
        let added = it.add(url: "https://example.com/hook", at: 0)
        let id = try #require(added)
        #expect(it.nextDue == nil)
        #expect(it.take(at: 100) == [])
        #expect(it.state(1) == "refused")
        let reason =
            "example.com is not this machine; start falsework with --allow-webhooks example.com to deliver there"
        #expect(it.queue[id]?.state == .refused(reason: reason))
        #expect(it.queue[id]?.url == "https://example.com/hook")
        #expect(it.queue.resend(id, at: second(1)) == .refused(reason: reason))
    }

    @Test func whatIsDueFirstIsSentFirst() {
        var it = WebhookConversation()
        it.add(at: 0)
        it.take(at: 0)
        _ = it.answer(500, at: 10)
        it.add(at: 12)
        it.add(at: 12)
        #expect(it.take(at: 15) == ["wh-2 #1", "wh-3 #1", "wh-1 #2"])
    }

    @Test func aDuplicateIsDeliveredOnceMoreAfterItWasAcknowledged() {
        var it = WebhookConversation()
        it.add(variant: .duplicate, at: 0)
        it.take(at: 0)
        #expect(it.answer(500, at: 1) == .scheduled(due: second(6)))
        it.take(at: 6)
        #expect(it.answer(200, at: 7) == .scheduled(due: second(7)))
        #expect(it.take(at: 7) == ["wh-1 #3"])
        #expect(it.taken.first?.timeout == .seconds(15))
        #expect(it.answer(200, at: 8) == .delivered)
    }

    @Test func aNewKeySignsFromTheDeliveryOnThatAsksForOne() {
        var it = WebhookConversation()
        it.add(at: 0)
        it.add(variant: .rotatedKey, at: 1)
        it.add(at: 2)
        #expect(it.take(at: 2).count == 3)
        #expect(it.taken.map(\.keyGeneration) == [1, 1, 1])
        for _ in 0..<20 { it.add(variant: .rotatedKey, at: 3) }
        #expect(it.queue.keyGeneration == WebhookKeys.maximumGenerations - 1)
    }

    @Test func retriesOfARotatedKeyKeepIt() {
        var it = WebhookConversation()
        it.add(variant: .rotatedKey, at: 0)
        for _ in 0..<3 {
            it.take(at: 1_000)
            #expect(it.taken.first?.keyGeneration == 1)
            _ = it.answer(401, at: 0)
        }
    }

    @Test func aDeliveryIsSentAnewByCommand() throws {
        var it = WebhookConversation()
        let added = it.add(at: 0)
        let id = try #require(added)
        it.take(at: 0)
        #expect(it.queue.resend(id, at: second(0.5)) == .inFlight)
        _ = it.answer(302, at: 1)
        #expect(it.queue.resend(id, variant: .badSignature, at: second(9_000)) == .scheduled)
        #expect(it.nextDue == 9_000)
        #expect(it.take(at: 9_000) == ["wh-1 #2"])
        #expect(it.taken.first?.variant == .badSignature)
        #expect(
            it.answer(500, at: 9_001)
                == .failed(reason: "answered 500; the result has expired before the next retry")
        )
        #expect(it.queue.resend(id, at: second(9_002)) == .scheduled)
        #expect(it.queue[id]?.variant == .badSignature, "a variant stays until another one is asked for")
        it.take(at: 9_002)
        #expect(it.answer(200, at: 9_003) == .delivered)
        #expect(it.queue.resend(WebhookDelivery.ID(number: 7), at: second(0)) == .notFound)
    }

    @Test func aResendBringsTheNextAttemptForwardAndCountsRetriesAnew() throws {
        var it = WebhookConversation()
        let added = it.add(at: 0)
        let id = try #require(added)
        for time in [0.0, 5, 15, 35] {
            it.take(at: time)
            _ = it.answer(500, at: time)
        }
        #expect(it.nextDue == 75)
        #expect(it.queue.resend(id, at: second(40)) == .scheduled)
        #expect(it.take(at: 40) == ["wh-1 #5"])
        #expect(it.answer(500, at: 40) == .scheduled(due: second(45)))
    }

    @Test func everythingThatWaitsCanBeMadeDue() {
        var it = WebhookConversation()
        for _ in 0..<3 { it.add(at: 0) }
        it.take(at: 0)
        _ = it.answer(500, at: 1)
        _ = it.answer(200, at: 1)
        #expect(it.queue.makeAllDue(at: second(2)) == 1)
        #expect(it.nextDue == 2)
        #expect(it.take(at: 2) == ["wh-1 #2"])
        #expect(it.state(3) == "in_flight")
        #expect(it.queue.makeAllDue(at: second(3)) == 0)
    }

    @Test func onlySoManyAreInFlight() {
        var it = WebhookConversation { $0.maximumInFlight = 2 }
        for _ in 0..<3 { it.add(at: 0) }
        #expect(it.take(at: 0) == ["wh-1 #1", "wh-2 #1"])
        #expect(it.nextDue == nil, "the third waits for a place, not for a time")
        #expect(it.take(at: 1) == [])
        _ = it.answer(200, at: 1)
        #expect(it.nextDue == 0)
        #expect(it.take(at: 1) == ["wh-3 #1"])
    }

    @Test func theOldestFinishedDeliveryMakesRoom() {
        var it = WebhookConversation { $0.maximumDeliveries = 3 }
        for _ in 0..<3 { it.add(at: 0) }
        #expect(it.add(at: 0) == nil, "none is finished")
        it.take(at: 0)
        _ = it.answer(500, at: 1)
        _ = it.answer(200, at: 1)
        _ = it.answer(200, at: 1)
        #expect(it.add(at: 2)?.description == "wh-4")
        #expect(it.queue.all.map(\.id.description) == ["wh-1", "wh-3", "wh-4"])
        #expect(it.queue.count == 3)
    }

    @Test func bodiesHaveABoundTogether() {
        var it = WebhookConversation { $0.maximumBytes = 1_000 }
        #expect(it.add(bytes: 1_001, at: 0) == nil)
        #expect(it.add(bytes: 600, at: 0) != nil)
        #expect(it.add(bytes: 500, at: 0) == nil)
        it.take(at: 0)
        _ = it.answer(200, at: 0)
        #expect(it.add(bytes: 400, at: 0) != nil, "both fit")
        #expect(it.queue.count == 2)
        #expect(it.add(bytes: 500, at: 0) != nil)
        #expect(it.queue.all.map(\.id.description) == ["wh-2", "wh-3"])
    }

    @Test func onlyTheLastAttemptsAreRemembered() throws {
        var it = WebhookConversation()
        let added = it.add(at: 0)
        let id = try #require(added)
        for _ in 0..<50 {
            it.take(at: 0)
            _ = it.answer(200, at: 0)
            _ = it.queue.resend(id, at: second(0))
        }
        #expect(it.queue[id]?.attemptCount == 50)
        #expect(it.queue[id]?.records.map(\.number) == Array(11...50))
    }

    @Test func theReasonOfAFailureIsBounded() {
        var it = WebhookConversation()
        it.add(completed: -4_000, at: 0)
        it.take(at: 0)
        _ = it.finish(.unreachable(String(repeating: "x", count: 100_000)), at: 0)
        guard case .failed(let reason)? = it.queue.all.first?.state else {
            Issue.record("it has failed")
            return
        }
        #expect(reason.utf8.count < 600)
    }

    @Test func deliveriesAreFoundByTheirRequest() throws {
        var it = WebhookConversation()
        let other = try #require(RequestID("019f0000-0000-7000-8000-000000000002"))
        it.add(at: 0)
        it.add(other, at: 0)
        it.add(at: 0)
        #expect(it.queue.deliveries(of: WebhookConversation.request).map(\.id.number) == [1, 3])
        #expect(it.queue.deliveries(of: other).map(\.id.number) == [2])
    }

    @Test func whatAResetForgotIsNoLongerAwaited() {
        var it = WebhookConversation()
        it.add(at: 0)
        it.take(at: 0)
        it.queue.reset()
        #expect(it.queue.count == 0)
        #expect(!it.queue.hasInFlight)
        it.add(at: 1)
        #expect(it.take(at: 1) == ["wh-1 #1"], "ids begin anew")
        #expect(it.answer(200, at: 2) == nil, "this was the attempt from before the reset")
        #expect(it.state(1) == "in_flight")
        #expect(it.answer(200, at: 3) == .delivered)
        #expect(it.finish(.answered(status: 200), at: 4) == nil)
    }

    @Test func anAttemptIsReportedOnce() throws {
        var it = WebhookConversation()
        it.add(at: 0)
        it.take(at: 0)
        let attempt = try #require(it.taken.first)
        #expect(it.answer(500, at: 1) == .scheduled(due: second(6)))
        #expect(it.queue.finish(attempt, .answered(status: 200), duration: 0, at: second(2)) == nil)
        #expect(it.state(1) == "pending")
    }

    @Test func whatWasInFlightInASnapshotIsSentAnew() throws {
        var it = WebhookConversation()
        it.add(at: 0)
        it.add(at: 0)
        it.take(at: 0)
        _ = it.answer(200, at: 1)
        let snapshot = it.queue
        #expect(it.answer(200, at: 2) == .delivered)
        it.add(at: 3)
        it.take(at: 3)
        it.queue.restore(snapshot)
        #expect((it.state(1), it.state(2), it.state(3)) == ("delivered", "pending", "unknown"))
        #expect(!it.queue.hasInFlight)
        #expect(it.nextDue == 0)
        #expect(it.answer(200, at: 4) == nil, "what was sent meanwhile is not awaited")
        #expect(it.take(at: 5) == ["wh-2 #1"])
        #expect(it.queue[WebhookDelivery.ID(number: 2)]?.records.count == 1)
        #expect(it.answer(200, at: 6) == .delivered)
        #expect(it.add(at: 7)?.description == "wh-3")
    }

    @Test(
        arguments: [
            ("wh-1", 1), ("wh-18446744073709551615", UInt64.max), ("wh-01", nil), ("wh-", nil), ("wh-+1", nil),
            ("1", nil),
            ("WH-1", nil), ("wh-1 ", nil), ("", nil),
        ] as [(String, UInt64?)]
    )
    func idsAreReadAsTheyAreWritten(text: String, number: UInt64?) {
        #expect(WebhookDelivery.ID(text)?.number == number)
    }

    /// Whatever happens in whatever order: nothing is lost, nothing is sent twice at a time, the bounds hold.
    @Test(arguments: 0..<100)
    func randomConversationsKeepTheInvariants(seed: UInt64) throws {
        var random = SeededRandom(seed: seed, salt: "webhooks")
        var it = WebhookConversation {
            $0.maximumDeliveries = 10
            $0.maximumInFlight = 3
        }
        var time = 0.0
        for _ in 0..<300 {
            time += Double.random(in: 0...20, using: &random)
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<3: it.add(variant: WebhookVariant.allCases.randomElement(using: &random) ?? .valid, at: time)
            case 3..<5: it.take(at: time)
            case 5..<8:
                let status = [200, 204, 302, 400, 500].randomElement(using: &random) ?? 200
                _ = it.answer(status, at: time)
            case 8:
                if let id = it.queue.all.randomElement(using: &random)?.id { _ = it.queue.resend(id, at: second(time)) }
            default: it.queue.makeAllDue(at: second(time))
            }
            let all = it.queue.all
            let flying = all.filter { if case .inFlight = $0.state { true } else { false } }
            #expect(flying.count == it.taken.count && flying.count <= 3 && all.count <= 10)
            #expect(it.queue.hasInFlight == !flying.isEmpty)
            let due = all.compactMap { delivery -> Double? in
                if case .pending(let due) = delivery.state { Double(due.nanoseconds) / 1e9 } else { nil }
            }.min()
            #expect(it.nextDue == (flying.count < 3 ? due : nil))
            #expect(all.map(\.id) == all.map(\.id).sorted())
        }
        while it.queue.hasInFlight || it.nextDue != nil {
            while !it.taken.isEmpty { _ = it.answer(200, at: time) }
            if let due = it.nextDue {
                time = max(time, due)
                it.take(at: time)
            }
        }
        for delivery in it.queue.all { #expect(delivery.state.isFinished) }
    }
}
