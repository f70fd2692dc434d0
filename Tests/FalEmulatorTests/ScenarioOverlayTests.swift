import FalAPI
import JSON
import QueueEngine
import Testing

@testable import FalEmulator

@Suite struct ScenarioOverlayTests {
    @Test func theSameNameReplaces() throws {
        var overlay = ScenarioOverlay()
        for (name, run) in [("a", 1.0), ("b", 1), ("a", 2)] {
            let isAdded = overlay.add(try TestScenario.make(name, ["timeline": ["run": .number(.double(run))]]))
            #expect(isAdded)
        }
        #expect(overlay.count == 2)
        #expect(overlay.scenarios.map(\.name) == ["b", "a"], "what was replaced is new")
        #expect(overlay[TestScenario.id, "a"]?.timeline.runTime == .seconds(2))
        #expect(overlay.additions(to: TestScenario.id).map(\.scenario.name) == ["a", "b"])
        #expect(overlay.names(of: TestScenario.id).sorted() == ["a", "b"])
    }

    @Test func namesBelongToEndpoints() throws {
        var overlay = ScenarioOverlay()
        _ = overlay.add(try TestScenario.make("a"))
        _ = overlay.add(try TestScenario.make("a", endpoint: "x/y"))
        #expect(overlay.count == 2)
        #expect(overlay.remove("a", from: TestScenario.id) == true)
        #expect(overlay.remove("a", from: TestScenario.id) == false)
        #expect(overlay.scenarios.map(\.endpoint.description) == ["x/y"])
        overlay.removeAll()
        #expect(overlay.count == 0)
    }

    @Test func thereIsABound() throws {
        var overlay = ScenarioOverlay()
        for number in 0..<ScenarioOverlay.mostAdditions {
            let isAdded = overlay.add(try TestScenario.make("s\(number)", endpoint: "x/y\(number % 3)"))
            #expect(isAdded)
        }
        let another = try TestScenario.make("another")
        #expect(overlay.add(another) == false)
        let known = try TestScenario.make("s0", endpoint: "x/y0")
        #expect(overlay.add(known) == true, "what replaces needs no room")
        #expect(overlay.remove("s1", from: try #require(EndpointID("x/y1"))) == true)
        #expect(overlay.add(another) == true)
    }

    @Test func choicesAreListedAndEnded() throws {
        var overlay = ScenarioOverlay()
        overlay.use(ScenarioChoice(name: "a"), for: nil)
        overlay.use(ScenarioChoice(name: "b", times: 2), for: TestScenario.id)
        #expect(overlay.choices.map(\.choice.name) == ["b", "a"])
        #expect(overlay.choices.map(\.endpoint) == [TestScenario.id, nil])
        #expect(overlay.uses(at: TestScenario.id).map(\.choice.name) == ["b", "a"])
        #expect(overlay.uses(at: try #require(EndpointID("x/y"))).map(\.choice.name) == ["a"])
        overlay.use(nil, for: nil)
        overlay.use(nil, for: TestScenario.id)
        #expect(overlay.choices.isEmpty)
    }
}
