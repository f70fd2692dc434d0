import FalAPI
import HTTPServer
import HTTPTypes
import JSON
import QueueEngine
import Testing

@testable import FalEmulator

@Suite(.timeLimit(.minutes(1))) struct FaultTests {
    static let faults = "/_falsework/v1/faults"

    @Test(
        arguments: [
            (#"{"fault": {"latency": 601}}"#, "/fault/latency"), (#"{"fault": {"reset": false}}"#, "/fault/reset"),
            (#"{"fault": {"cut_body": {}}}"#, "/fault/cut_body/after"), (#"{"fault": {"explode": true}}"#, "/fault"),
            (#"{"fault": {"reset": true}, "on": "poll"}"#, "/on"), (#"{"on": "status"}"#, ""),
            (#"{"fault": {"reset": true}, "probability": 2}"#, "/probability"),
            (#"{"fault": {"reset": true}, "calls": 0}"#, "/calls"),
            (#"{"fault": {"reset": true}, "calls": {"from": 3, "to": 2}}"#, "/calls"),
            (#"{"fault": {"reset": true}, "surprise": 1}"#, "/surprise"),
            (#"{"fault": {"answer": {"status": 99}}}"#, "/fault/answer/status"),
            (#"{"fault": {"latency": {"uniform": [2, 1]}}}"#, "/fault/latency"),
        ]
    )
    func aRuleThatCannotBeUsedSaysWhere(body: String, place: String) async throws {
        let reply = await Reply(try TestEmulator().answer(.post, Self.faults, body: Array(body.utf8)))
        #expect(reply.status == 400)
        #expect(reply.json["at"]?.string == place)
    }

    @Test func anAnswerTakesThePlaceOfAnother() async throws {
        let emulator = try TestEmulator()
        let added = await emulator.send(
            .post,
            Self.faults,
            ["on": ["submit"], "times": 2, "fault": ["answer": ["status": 502, "text": "<html>nginx</html>"]]]
        )
        #expect(added.status == 201)
        #expect(added.json["id"] == "f1")
        let submit = "/queue" + TestEmulator.videoToAudio
        for _ in 0..<2 {
            let reply = await emulator.send(.post, submit, TestEmulator.goodInput)
            #expect(reply.status == 502)
            #expect(reply.text == "<html>nginx</html>")
            #expect(reply["x-fal-request-id"] == nil)
        }
        #expect(emulator.world.jobCount == 0, "what was not let in is not carried out")
        #expect(await emulator.send(.post, submit, TestEmulator.goodInput).status == 200)
        let listed = await emulator.send(.get, Self.faults).json["faults"]?[0]
        #expect(listed?["calls"] == 3)
        #expect(listed?["strikes"] == 2)
        let journal = await emulator.send(.get, "/_falsework/v1/journal?fault=true").json["entries"]?.array ?? []
        #expect(journal.map { $0["fault"] } == ["answer 502", "answer 502"])
        #expect(await emulator.send(.delete, Self.faults + "/f1").status == 204)
        #expect(await emulator.send(.delete, Self.faults + "/f1").status == 404)
    }

    @Test func aLostAnswerOfARequestThatWasCarriedOut() async throws {
        let emulator = try TestEmulator()
        await emulator.send(
            .post,
            Self.faults,
            ["on": "submit", "calls": 1, "carried_out": true, "fault": ["reset": true]]
        )
        guard
            case .now(let response) = emulator.answer(
                .post,
                "/queue" + TestEmulator.videoToAudio,
                body: TestEmulator.goodInput.serialized()
            ), case .reset = response.body
        else {
            Issue.record("the connection was not reset")
            return
        }
        #expect(emulator.world.jobCount == 1)
        _ = await emulator.submit()
        let report = await emulator.send(.get, "/_falsework/v1/journal/report").json
        #expect(report["orphan_count"] == 2)
        #expect(report["double_submits"]?.array?.count == 2, "both are untouched so far")
    }

    @Test func rulesAreLimitedToARequestAnEndpointAndTheNthCall() async throws {
        let emulator = try TestEmulator()
        let (first, second) = (await emulator.submit(), await emulator.submit())
        let id = first.split(separator: "/").last.map(String.init) ?? ""
        await emulator.send(
            .post,
            Self.faults,
            [
                "request_id": .string(JSONString(id)), "on": "status", "calls": ["every": 2],
                "fault": ["answer": ["status": 503, "body": ["detail": "no"], "request_id": true]],
            ]
        )
        var statuses: [Int] = []
        for _ in 0..<4 { statuses.append(await emulator.send(.get, first + "/status").status) }
        #expect(statuses == [202, 503, 202, 503])
        #expect(await emulator.send(.get, second + "/status").status == 202)
        #expect(await emulator.send(.get, first).status == 400)
        let struck = await emulator.send(.get, first + "/status")
        let again = await emulator.send(.get, first + "/status")
        #expect(struck.status == 202)
        #expect(again["x-fal-request-id"] == id)
    }

    @Test func theSameSeedStrikesTheSameCalls() throws {
        let json: JSONValue = [
            "probability": 0.3, "fault": ["latency": ["log_normal": ["median": 0.1, "sigma": 0.5]]],
        ]
        func run(_ seed: UInt64) throws -> [Double] {
            var book = FaultBook(random: SeededRandom(seed: seed, salt: "test"))
            _ = book.add(try FaultRule(try FixtureReader(json, file: "test")))
            return (0..<10_000).map { _ in book.strike(.status, endpoint: nil, request: nil)?.delay ?? 0 }
        }
        let first = try run(1)
        #expect(try run(1) == first)
        #expect(try run(2) != first)
        let struck = first.filter { $0 > 0 }.sorted()
        #expect((2_800...3_200).contains(struck.count))
        #expect((0.09...0.11).contains(struck[struck.count / 2]), "the median")
        #expect(struck.allSatisfy { $0 < 2 })
    }

    @Test func delaysAreAddedUpInRealTime() async throws {
        let slept = Settable<[Instant]>([])
        var time = TimeSource.still
        time.sleep = { until in slept.change { $0.append(until) } }
        let emulator = try TestEmulator(time: time)
        await emulator.send(.post, Self.faults, ["on": "status", "fault": ["latency": 1.5]])
        await emulator.send(.post, Self.faults, ["on": "status", "fault": ["latency": 0.5]])
        let url = await emulator.submit()
        #expect(await emulator.send(.get, url + "/status").status == 202)
        #expect(slept.value == [time.now() + .seconds(2)])
    }

    @Test func framesAreDoubledSplitStalledAndCut() async {
        func written(_ fault: Fault, _ frames: [String] = ["data: 1\n\n", "data: 2\n\n"]) async -> (String, Bool) {
            let (text, isBroken) = (Settable(""), Settable(false))
            let response = Response(
                body: .stream { writer in
                    for frame in frames where (try? await writer.write(Array(frame.utf8))) == nil { return }
                }
            )
            var time = TimeSource.still
            time.sleep = { _ in throw CancellationError() }
            guard case .stream(let produce) = FaultyBody.change(response, by: fault, time: time).body else {
                return ("not a stream", false)
            }
            await produce(
                BodyWriter(
                    write: { bytes in text.change { $0 += String(decoding: bytes, as: UTF8.self) + "|" } },
                    abort: { isBroken.value = true }
                )
            )
            return (text.value, isBroken.value)
        }
        #expect(await written(.duplicatedFrames) == ("data: 1\n\n|data: 1\n\n|data: 2\n\n|data: 2\n\n|", false))
        #expect(await written(.splitFrames(bytes: 4)) == ("data|: 1\n|\n|data|: 2\n|\n|", false))
        #expect(await written(.stalledStream(after: 1)) == ("data: 1\n\n|", false))
        #expect(await written(.cutBody(after: 12)) == ("data: 1\n\n|dat|", true))
    }

    @Test func whatDoesNotFitABodyLeavesItAlone() {
        let response = Response(body: .bytes([1, 2, 3]))
        for fault in [Fault.duplicatedFrames, .splitFrames(bytes: 1), .stalledStream(after: 0), .cutBody(after: 3)] {
            guard case .bytes([1, 2, 3]) = FaultyBody.change(response, by: fault, time: .still).body else {
                Issue.record("\(fault) changed a body that it does not fit")
                return
            }
        }
    }
}
