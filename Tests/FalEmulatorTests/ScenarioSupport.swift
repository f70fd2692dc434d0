import FalAPI
import Foundation
import HTTPTypes
import JSON

@testable import FalEmulator

/// A copy of the repository's fixtures that a test may change; gone with the value.
final class TemporaryFixtures: Sendable {
    let path: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.copyItem(atPath: Repository.root + "/fixtures", toPath: folder.path)
        path = folder.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func library() throws -> ScenarioLibrary {
        ScenarioLibrary(try ScenarioCatalog(directory: path, models: try Repository.models.get()))
    }

    func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: "\(path)/\(name)")), as: UTF8.self)
    }

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"))
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }
}

/// Scenarios for tests, which end with their own name as the result.
enum TestScenario {
    static let endpoint = "fal-ai/kling-video/video-to-audio"
    static var id: EndpointID { EndpointID(endpoint)! }

    static func json(_ name: String, endpoint: String = endpoint, _ members: JSONObject = [:]) -> JSONValue {
        var object: JSONObject = [
            "format": 1, "endpoint": .string(JSONString(endpoint)), "name": .string(JSONString(name)),
            "timeline": [:], "outcome": ["result": ["scenario": .string(JSONString(name))]],
        ]
        for member in members { object[member.key] = member.value }
        return .object(object)
    }

    static func make(_ name: String, endpoint: String = endpoint, _ members: JSONObject = [:]) throws -> Scenario {
        try Scenario(json(name, endpoint: endpoint, members), file: "body", isFixture: false)
    }
}

/// One world's choice of scenarios, without an emulator.
struct ChoiceDesk {
    let catalog: ScenarioCatalog
    var counters = ScenarioCounters()
    var overlay = ScenarioOverlay()

    init(_ catalog: ScenarioCatalog) { self.catalog = catalog }

    /// The name of what a request meets.
    mutating func meet(
        _ named: ScenarioChoice? = nil,
        at endpoint: String = TestScenario.endpoint,
        input: JSONValue? = ["video_url": "x"],
        _ headers: HTTPFields = [:]
    ) throws -> String? {
        try catalog.choose(
            named,
            for: EndpointID(endpoint)!,
            input: input,
            headers: { headers[$0] },
            counters: &counters,
            overlay: overlay
        )?.scenario.name
    }
}
