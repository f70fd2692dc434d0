import FalAPI
import HTTPServer
import HTTPTypes
import JSON
import QueueEngine
import Testing

@testable import FalEmulator

@Suite struct ScenarioLibraryTests {
    private static let success = "scenarios/fal-ai/kling-video/video-to-audio/success.json"
    private static let media = "media/video-to-audio/dubbed_video.mp4"

    private func isReplaced(_ reload: ScenarioLibrary.Reload) -> Bool {
        if case .replaced = reload { true } else { false }
    }

    private func isUnchanged(_ reload: ScenarioLibrary.Reload) -> Bool {
        if case .unchanged = reload { true } else { false }
    }

    @Test func aGoodSetReplacesTheOldOne() throws {
        let fixtures = try TemporaryFixtures()
        let library = try fixtures.library()
        #expect(isUnchanged(library.reloadIfChanged()))
        let other = try fixtures.read(Self.success).replacing("\"success\"", with: "\"another\"")
        try fixtures.write("scenarios/another.json", other)
        #expect(library.catalog[TestScenario.id, "another"] == nil)
        #expect(isReplaced(library.reloadIfChanged()))
        #expect(library.catalog[TestScenario.id, "another"] != nil)
        #expect(isUnchanged(library.reloadIfChanged()))
        try fixtures.remove("scenarios/another.json")
        #expect(isReplaced(library.reloadIfChanged()))
        #expect(library.catalog[TestScenario.id, "another"] == nil)
    }

    @Test func aBrokenSetIsToldOnceAndReplacesNothing() throws {
        let fixtures = try TemporaryFixtures()
        let library = try fixtures.library()
        let text = try fixtures.read(Self.success)
        try fixtures.write(Self.success, text.replacing("\"timeline\"", with: "\"timelines\""))
        try fixtures.write("scenarios/broken.json", "[")
        guard case .kept(let errors) = library.reloadIfChanged() else {
            Issue.record("a broken set was taken")
            return
        }
        #expect(errors.count == 2)
        #expect(errors.first?.description.hasSuffix("broken.json:1:2: is not JSON: Expecting value") == true)
        #expect(errors.last?.description.contains("success.json:11:3: /timelines: ") == true, "\(errors)")
        #expect(library.catalog[TestScenario.id, "success"] != nil)
        #expect(isUnchanged(library.reloadIfChanged()), "nobody wants the same error every second")
        try fixtures.write(Self.success, text)
        try fixtures.remove("scenarios/broken.json")
        #expect(isReplaced(library.reloadIfChanged()))
    }

    @Test func filesAreWatchedToo() throws {
        let fixtures = try TemporaryFixtures()
        let library = try fixtures.library()
        try fixtures.write(Self.media, "short")
        #expect(isReplaced(library.reloadIfChanged()))
        #expect(library.media.file(named: Self.media)?.size == 5)
    }

    @Test func urlsThatWereGivenOutStayGood() async throws {
        let fixtures = try TemporaryFixtures()
        let library = try fixtures.library()
        let emulator = try TestEmulator(library: library)
        let result = await emulator.submit()
        emulator.world.advance(by: .seconds(1))
        func url() async -> String {
            let url = await emulator.send(.get, result).json["video"]?["url"]?.string
            return String(url?.dropFirst("http://localhost:8787".count) ?? "")
        }
        func size(of url: String) -> UInt64? {
            guard case .now(let response) = emulator.answer(.get, url), case .file(let slice) = response.body else {
                return nil
            }
            return slice.length
        }
        let first = await url()
        let originalSize = try #require(size(of: first))

        let text = try fixtures.read(Self.success)
        try fixtures.write(Self.success, text.replacing(Self.media, with: "media/lipsync/output.mp4"))
        #expect(isReplaced(library.reload()))
        #expect(size(of: first) == originalSize, "no scenario names the file any more, and yet it is there")
        #expect(await url() == first, "a request keeps what it was promised")

        try fixtures.write(Self.success, text)
        try fixtures.write(Self.media, "changed")
        #expect(isReplaced(library.reload()))
        #expect(size(of: first) == 7, "what the old URL stood for is gone; what lies there now is served")
        let second = await url()
        #expect(second != first)
        #expect(size(of: second) == 7)
    }

    @Test func aScenarioOfATestMayNameAFileOfTheFixtures() throws {
        let library = ScenarioLibrary(try Repository.scenarios.get())
        let name = "media/video-to-audio/input.mov"
        #expect(library.media.file(named: name) == nil)
        let reference: JSONValue = ["$file": .string(JSONString(name))]
        let scenario = try library.scenario(TestScenario.json("mine", ["outcome": ["result": reference]]))
        #expect(scenario.name == "mine")
        #expect(library.media.file(named: name) != nil)
        #expect(isReplaced(library.reload()))
        #expect(library.media.file(named: name) != nil, "it is still in some world")
        #expect(library.catalog[TestScenario.id, "mine"] == nil, "it is in force nowhere")
    }

    @Test(
        arguments: [
            (["endpoint": "fal-ai/kling-vido/video-to-audio"], "/endpoint", "did you mean fal-ai/kling-video/"),
            (["match": ["input": ["/vide_url": 1]]], "/match/input/~1vide_url", "did you mean /video_url?"),
            (["outcome": ["result": [["$file": "media/x"]]]], "/outcome/result/0/$file", "no such file"),
            (["outcome": ["result": ["$file": "/etc/passwd"]]], "/outcome/result/$file", "is not a path inside"),
            (["times": 2], "/times", "there is no match"), (["format": 2], "/format", "must be 1"),
        ] as [(JSONObject, String, String)]
    )
    func aBrokenScenarioOfATestIsToldByPointer(members: JSONObject, place: String, reason: String) throws {
        let library = ScenarioLibrary(try Repository.scenarios.get())
        let error = #expect(throws: LoadError.self) {
            try library.scenario(TestScenario.json("mine", members))
        }
        #expect(error?.file == "body")
        #expect(error?.place == place)
        #expect(error?.reason.contains(reason) == true, "\(String(describing: error))")
    }
}
