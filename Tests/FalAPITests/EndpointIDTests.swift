import FalAPI
import Testing

@Suite struct EndpointIDTests {
    @Test func anIdHasOwnerAliasAndPath() throws {
        let id = try #require(EndpointID("fal-ai/kling-video/lipsync/audio-to-video"))
        #expect(id.owner == "fal-ai")
        #expect(id.alias == "kling-video")
        #expect(id.path == "lipsync/audio-to-video")
        #expect(id.application == "fal-ai/kling-video")
        #expect(id.namespace == nil)
    }

    @Test func anApplicationsRootHasNoPath() throws {
        let id = try #require(EndpointID("fal-ai/fast-sdxl"))
        #expect(id.path.isEmpty)
        #expect(id.application == "fal-ai/fast-sdxl")
    }

    @Test(arguments: ["workflows/me/flow/x", "comfy/me/flow/x"])
    func namespacesShiftTheRest(text: String) throws {
        let id = try #require(EndpointID(text))
        #expect(id.namespace == text.split(separator: "/").first.map(String.init))
        #expect(id.owner == "me")
        #expect(id.application == String(text.dropLast(2)))
    }

    @Test(arguments: ["", "fal-ai", "fal-ai/", "/kling-video", "fal-ai//x", "workflows/me"])
    func whatLacksOwnerOrAliasIsNoId(text: String) {
        #expect(EndpointID(text) == nil)
    }
}
