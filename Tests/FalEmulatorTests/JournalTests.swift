import FalAPI
import HTTPTypes
import JSON
import QueueEngine
import Testing

@testable import FalEmulator

@Suite(.timeLimit(.minutes(1))) struct JournalTests {
    static let control = "/_falsework/v1"

    private func entries(_ emulator: TestEmulator, _ query: String = "") async -> [JSONValue] {
        await emulator.send(.get, Self.control + "/journal" + query).json["entries"]?.array ?? []
    }

    @Test func whatAClientDidIsThere() async throws {
        let emulator = try TestEmulator()
        let url = await emulator.submit()
        await emulator.send(.get, url)
        await emulator.send(.post, Self.control + "/clock/advance", ["seconds": 1])
        await emulator.send(.get, url + "/status?logs=1")
        await emulator.send(.get, url)
        let all = await entries(emulator)
        #expect(
            all.map { ($0["operation"] ?? $0["event"])?.string ?? "" } == [
                "submitted", "submit", "result", "started", "completed", "status", "result",
            ]
        )
        #expect(all.compactMap { $0["status"]?.integer } == [200, 400, 200, 200])
        #expect(all[1]["body"]?["size"]?.integer == Int64(TestEmulator.goodInput.serialized().count))
        #expect(all[1]["body"]?["kept"] == true)
        #expect(all[1]["world_time"] == "2026-04-24T03:06:40.000000Z")
        #expect(all[3]["world_time"] == "2026-04-24T03:06:40.300000Z", "an event carries its own time")
        #expect(await entries(emulator, "?operation=result&status=4xx").count == 1)
        #expect(await entries(emulator, "?event=completed").count == 1)
        #expect(await entries(emulator, "?kind=call&after=5").count == 2)
        #expect(await entries(emulator, "?limit=2").count == 2)
        #expect(await emulator.send(.get, Self.control + "/journal/count?kind=call").json["count"] == 4)
        #expect(await emulator.send(.get, Self.control + "/journal/entries/2/body").text == TestEmulator.goodInput.text)
        #expect(await emulator.send(.get, Self.control + "/journal/entries/3/body").status == 404)
        await emulator.send(.delete, Self.control + "/journal")
        let later = await emulator.send(.get, Self.control + "/journal")
        #expect(later.json["entries"]?.array?.isEmpty == true)
        #expect(later.json["last"] == 7, "numbers are not given twice")
    }

    @Test(
        arguments: [
            "operation=poll", "event=failed", "status=6xx", "request_id=x", "kind=none", "nonsense=1", "fault=maybe",
        ]
    )
    func aFilterThatCannotBeUsedSaysSo(query: String) async throws {
        let reply = try await TestEmulator().send(.get, Self.control + "/journal?" + query)
        #expect(reply.status == 400)
        #expect(reply.json["at"]?.string == String(query.prefix { $0 != "=" }))
    }

    @Test func credentialsAreNotInIt() async throws {
        let emulator = try TestEmulator()
        let secret = "s3cret"
        await emulator.send(
            .post,
            "/queue\(TestEmulator.videoToAudio)?fal_jwt_token=\(secret)&fal_webhook=http%3A%2F%2Fu%3A\(secret)%40h%2F"
                + "&%74oken=\(secret)",
            TestEmulator.goodInput,
            [
                .authorization: "Key someone:secret", .cookie: secret, .init("x-api-key")!: secret,
                .init("x-fal-cdn-token")!: secret, .init("x-plain")!: "kept",
            ]
        )
        for format in ["", "/export?format=har", "/export?format=curl"] {
            let text = await emulator.send(.get, Self.control + "/journal" + format).text
            #expect(text.contains("kept"))
            #expect(!text.contains(secret), "\(format)")
            #expect(!text.contains("someone:secret"), "\(format)")
        }
    }

    @Test func claimsAreChecked() async throws {
        let emulator = try TestEmulator()
        let url = await emulator.submit()
        await emulator.send(.get, url + "/status")
        await emulator.send(.post, Self.control + "/clock/advance", ["seconds": 1])
        await emulator.send(.get, url + "/status")
        await emulator.send(.get, url)
        func claim(_ claim: JSONValue) async -> Reply {
            await emulator.send(.post, Self.control + "/journal/assert", claim)
        }
        let order: JSONValue = [
            "order": [["operation": "submit"], ["event": "completed"], ["operation": "result", "status": 200]]
        ]
        #expect(await claim(order).json["holds"] == true)
        let wrong = await claim(["order": [["operation": "result"], ["operation": "submit"]]])
        #expect(wrong.json["holds"] == false)
        #expect(wrong.json["reason"] == "Nothing matches order[1] after entry 7")
        #expect(await claim(["count": ["operation": "status"], "at_least": 2, "at_most": 2]).json["holds"] == true)
        let few = await claim(["count": ["operation": "cancel"], "at_least": 1])
        #expect(few.json["reason"] == "0 entries match, not at least 1")
        #expect(await claim(["spacing": ["operation": "status"], "min_seconds": 1]).json["holds"] == true)
        let spaced = await claim(["spacing": ["operation": "status"], "min_seconds": 1, "clock": "real"])
        #expect(spaced.json["reason"] == "Entries 3 and 6 are 0.0 s apart")
        #expect(await claim(["order": [["operation": "poll"]]]).json["at"] == "/order/0/operation")
        #expect(await claim(["nothing": 1]).status == 400)
        #expect(await claim(["order": []]).status == 400)
    }

    @Test func whoWasForgottenIsReported() async throws {
        let emulator = try TestEmulator()
        let fetched = await emulator.submit()
        let cancelled = await emulator.submit(TestEmulator.videoToAudio, ["video_url": "https://a.example/2"])
        let early = await emulator.submit(TestEmulator.videoToAudio, ["video_url": "https://a.example/3"])
        let lost = await emulator.submit(TestEmulator.videoToAudio, ["video_url": "https://a.example/4"])
        let again = await emulator.submit(TestEmulator.videoToAudio, ["video_url": "https://a.example/4"])
        await emulator.send(.put, cancelled + "/cancel")
        await emulator.send(.get, early)
        await emulator.send(.post, Self.control + "/clock/advance", ["seconds": 5])
        await emulator.send(.get, fetched)
        await emulator.send(.get, again)
        func report() async -> (orphans: [String?], doubles: [String?]) {
            let json = await emulator.send(.get, Self.control + "/journal/report").json
            func ids(_ name: String) -> [String?] { (json[name]?.array ?? []).map { $0["request_id"]?.string } }
            return (ids("orphans"), ids("double_submits"))
        }
        func id(_ url: String) -> String? { url.split(separator: "/").last.map(String.init) }
        #expect(Set(await report().orphans) == [id(early), id(lost)])
        #expect(await report().doubles == [id(lost)])
        // When the results have been forgotten, who never fetched them is still known.
        await emulator.send(.post, Self.control + "/clock/advance", ["seconds": 4000])
        #expect(Set(await report().orphans) == [id(early), id(lost)])
        await emulator.send(.post, Self.control + "/reset")
        #expect(emulator.world.readJournal { _, traces in traces.orphanCount } == 2)
    }

    @Test func aWaitEndsWhenItHappensOrWhenItIsTooLate() async throws {
        let emulator = try TestEmulator()
        let url = await emulator.submit()
        let id = url.split(separator: "/").last ?? ""
        let wait = Self.control + "/wait?request_id=\(id)&event=completed"
        async let waiting = emulator.send(.get, wait)
        await emulator.send(.post, Self.control + "/clock/advance", ["seconds": 5])
        #expect(await waiting.json["entries"]?[0]?["event"] == "completed")
        #expect(await emulator.send(.get, wait).status == 200, "what has happened already is not waited for")
        #expect(await emulator.send(.get, Self.control + "/wait?event=idle").status == 200)
        #expect(await emulator.send(.get, Self.control + "/wait?timeout=5").status == 400)
        #expect(await emulator.send(.get, wait + "&timeout=301").status == 400)
        let now = TimeSource(now: TimeSource.still.now, sleep: { _ in })
        let hasty = try TestEmulator(time: now)
        _ = await hasty.submit()
        let late = await hasty.send(.get, Self.control + "/wait?event=completed&timeout=0")
        #expect(late.status == 408)
        #expect(await hasty.send(.get, Self.control + "/wait?event=idle&timeout=0").status == 408)
    }

    @Test func aWaitTakesAnAutomaticClockWithIt() async throws {
        let emulator = try TestEmulator { $0.clock = .auto }
        _ = await emulator.submit(
            TestEmulator.videoToAudio,
            TestEmulator.goodInput,
            [.falseworkScenario: "success; queue=3600; run=7200"]
        )
        #expect(await emulator.send(.get, Self.control + "/wait?event=completed").status == 200)
        #expect(await emulator.send(.get, Self.control + "/clock").json["now"] == "2026-04-24T06:06:40.000000")
        let second = emulator.world
        _ = await emulator.submit()
        #expect(await second.becomesIdle(until: Instant(nanoseconds: .max)))
    }

    @Test func theRingKeepsTheNewest() {
        for capacity in [1, 2, 7, 64] {
            var limits = Journal.Limits()
            limits.entries = capacity
            limits.totalBodyBytes = 40
            limits.bodyBytes = 20
            var journal = Journal(limits)
            for number in 1...200 {
                let call = JournalEntry.Call(.status, method: .get, target: "/\(number)", status: number)
                let size = number % 25
                journal.append(
                    .call(call),
                    real: Instant(nanoseconds: 0),
                    world: Instant(nanoseconds: 0),
                    body: [UInt8](repeating: 1, count: size)
                )
                let kept = journal.entries().map(\.number)
                #expect(kept == Array(UInt64(max(1, number - capacity + 1))...UInt64(number)))
                #expect(journal.dropped == UInt64(max(0, number - capacity)))
                #expect(journal.entries(after: UInt64(number - 1)).map(\.number) == [UInt64(number)])
                #expect(journal.entries(after: UInt64(number)).map(\.number) == [])
                #expect(journal.entry(UInt64(number))?.number == UInt64(number))
                let bodies = kept.compactMap { journal.body(of: $0)?.count }
                #expect(bodies.reduce(0, +) <= 40)
                if size > 0, size <= 20 { #expect(journal.body(of: UInt64(number))?.count == size) }
            }
        }
    }

    @Test func wordsOfAShell() {
        #expect(JournalExport.quoted("plain") == "'plain'")
        #expect(JournalExport.quoted("it's $HOME `x` \n\"") == "'it'\\''s $HOME `x` \n\"'")
        #expect(JournalExport.quoted("") == "''")
    }

    @Test func anEntryStaysSmall() {
        #expect(MemoryLayout<JournalEntry>.stride <= 128)
        #expect(MemoryLayout<JobTraces.Trace>.stride <= 160)
    }
}

extension JSONValue {
    fileprivate var text: String { String(decoding: serialized(), as: UTF8.self) }
}
