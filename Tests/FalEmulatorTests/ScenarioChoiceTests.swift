import FalAPI
import HTTPServer
import HTTPTypes
import JSON
import QueueEngine
import Testing

@testable import FalEmulator

@Suite struct ScenarioChoiceTests {
    private static let failing = "file_download_error"
    private static let failingInput: JSONValue = ["video_url": "https://falsework.invalid/file_download_error.mp4"]

    private func desk() throws -> ChoiceDesk { ChoiceDesk(try Repository.scenarios.get()) }

    private func read(_ text: String) throws -> ScenarioChoice? {
        try ScenarioChoice(Request(method: .post, target: "/", headerFields: [.falseworkScenario: text]))
    }

    @Test(arguments: [
        ("a", ScenarioChoice(name: "a")), (" a ; ", ScenarioChoice(name: "a")),
        ("a;queue=3;run=0.5", ScenarioChoice(name: "a", queueTime: .seconds(3), runTime: .seconds(0.5))),
        ("a; times = 2", ScenarioChoice(name: "a", times: 2)),
    ])
    func theHeaderIsRead(text: String, choice: ScenarioChoice) throws {
        #expect(try read(text) == choice)
    }

    @Test(arguments: [
        ("a; queue=-1", "'queue=-1' is not a number of seconds from 0 to 31536000"),
        ("a; run=soon", "'run=soon' is not a number of seconds"), ("a; run", "'run' is not a number of seconds"),
        ("a; times=0", "'times=0' is not times= and a number from 1 to 1000000"), ("a; times=1.5", "'times=1.5'"),
        ("a; time=1", "'time=1' is unknown; allowed are queue=, run= and times="),
    ])
    func whatCannotBeReadIsSaid(text: String, reason: String) {
        let error = #expect(throws: RequestRefusal.self) { try read(text) }
        guard case .badRequest(let detail) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(detail.hasPrefix("x-falsework-scenario: "))
        #expect(detail.contains(reason), "\(detail)")
    }

    @Test func theOrderIsHeaderThenControlThenAddedThenFixtureThenDefault() throws {
        var desk = try desk()
        #expect(try desk.meet(input: ["video_url": "x"]) == "success")
        #expect(try desk.meet(input: Self.failingInput) == Self.failing)
        _ = desk.overlay.add(try TestScenario.make("older", ["match": ["calls": ["from": 1]]]))
        _ = desk.overlay.add(try TestScenario.make("newer", ["match": ["input": ["/video_url": "x"]]]))
        #expect(try desk.meet(input: Self.failingInput) == "older")
        #expect(try desk.meet(input: ["video_url": "x"]) == "newer")
        desk.overlay.use(ScenarioChoice(name: "content_policy_violation"), for: nil)
        #expect(try desk.meet() == "content_policy_violation")
        desk.overlay.use(ScenarioChoice(name: "older"), for: TestScenario.id)
        #expect(try desk.meet() == "older")
        #expect(try desk.meet(ScenarioChoice(name: "retried")) == "retried")
    }

    @Test func anUnknownNameIsRefusedWithWhatThereIs() throws {
        var desk = try desk()
        _ = desk.overlay.add(try TestScenario.make("mine"))
        let error = #expect(throws: RequestRefusal.self) { try desk.meet(ScenarioChoice(name: "sucess")) }
        guard case .badRequest(let detail) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(detail.contains("'sucess' is unknown for \(TestScenario.endpoint) (did you mean success?); there are "))
        #expect(detail.contains(", mine, "))
    }

    @Test func anUnknownEndpointMeetsNothing() throws {
        var desk = try desk()
        #expect(try desk.meet(at: "fal-ai/nothing") == nil)
    }

    @Test func aHeaderWithTimesCountsItsOwnRequests() throws {
        var desk = try desk()
        let twice = ScenarioChoice(name: "retried", times: 2)
        let other = ScenarioChoice(name: "retried", queueTime: .seconds(1), times: 2)
        #expect(try desk.meet(twice) == "retried")
        #expect(try desk.meet(other) == "retried")
        #expect(try desk.meet(twice) == "retried")
        #expect(try desk.meet(twice) == "success")
        #expect(try desk.meet(other) == "retried")
        #expect(try desk.meet(other, input: Self.failingInput) == Self.failing, "then the ordinary choice")
        #expect(try desk.meet(twice, at: "fal-ai/kling-video/lipsync/audio-to-video") == "retried")
    }

    @Test func aChoiceOfControlWithTimesCountsAtEachEndpoint() throws {
        let lipsync = "fal-ai/kling-video/lipsync/audio-to-video"
        var desk = try desk()
        desk.overlay.use(ScenarioChoice(name: "retried", times: 1), for: nil)
        #expect(try desk.meet() == "retried")
        #expect(try desk.meet() == "success")
        #expect(try desk.meet(at: lipsync) == "retried")
        desk.overlay.use(ScenarioChoice(name: "retried", times: 1), for: nil)
        #expect(try desk.meet() == "retried", "the same choice again counts anew")
    }

    @Test func aChoiceForAllSaysNothingAboutEndpointsWithoutTheName() throws {
        var desk = try desk()
        _ = desk.overlay.add(try TestScenario.make("mine"))
        desk.overlay.use(ScenarioChoice(name: "mine"), for: nil)
        #expect(try desk.meet() == "mine")
        #expect(try desk.meet(at: "fal-ai/kling-video/lipsync/audio-to-video") == "success")
    }

    @Test func aScenarioWithTimesMakesRoomForTheNext() throws {
        var desk = try desk()
        _ = desk.overlay.add(try TestScenario.make("second", ["match": ["calls": ["from": 1]], "times": 1]))
        _ = desk.overlay.add(try TestScenario.make("first", ["match": ["calls": ["from": 1]], "times": 2]))
        #expect(try (1...4).map { _ in try desk.meet() } == ["first", "first", "second", "success"])
        _ = desk.overlay.add(try TestScenario.make("first", ["match": ["calls": ["from": 1]], "times": 1]))
        #expect(try (1...2).map { _ in try desk.meet() } == ["first", "success"], "added again, it begins anew")
    }

    @Test func callsAreCountedWhateverTheyMeet() throws {
        var desk = try desk()
        _ = desk.overlay.add(try TestScenario.make("fourth", ["match": ["calls": 4]]))
        _ = try desk.meet(ScenarioChoice(name: "retried"))
        _ = try desk.meet(input: nil)
        _ = try desk.meet(at: "fal-ai/kling-video/lipsync/audio-to-video")
        _ = try desk.meet()
        #expect(try desk.meet() == "fourth")
    }

    @Test func anAddedScenarioHidesTheFixtureOfItsName() throws {
        var desk = try desk()
        _ = desk.overlay.add(try TestScenario.make(Self.failing))
        #expect(try desk.meet(input: Self.failingInput) == "success", "the added one matches nothing by itself")
        #expect(desk.overlay[TestScenario.id, Self.failing] != nil)
        _ = desk.overlay.add(try TestScenario.make("success", ["timeline": ["run": 9]]))
        let selection = try desk.catalog.choose(
            nil,
            for: TestScenario.id,
            input: [:],
            headers: { _ in nil },
            counters: &desk.counters,
            overlay: desk.overlay
        )
        #expect(selection?.scenario.timeline.runTime == .seconds(9))
    }

    @Test func aRefusedInputMeetsNamedScenariosAndTheDefault() throws {
        var desk = try desk()
        #expect(try desk.meet(input: nil) == "success")
        #expect(try desk.meet(ScenarioChoice(name: "app_503"), input: nil) == "app_503")
    }
}
