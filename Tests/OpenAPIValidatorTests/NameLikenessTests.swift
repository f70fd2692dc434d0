import Testing

@testable import OpenAPIValidator

@Suite struct NameLikenessTests {
    @Test(arguments: [
        ("videoUrl", "video_url"),
        ("video-url", "video_url"),
        ("vidoe_url", "video_url"),
        ("video_ur", "video_url"),
        ("audio", nil),
        ("x", nil),
        ("", nil),
        ("asmr", nil),
        ("asmr_mod", "asmr_mode"),
    ])
    func nearestNameIsSuggested(_ name: String, _ expected: String?) {
        #expect(NameLikeness.nearest(to: name, among: ["video_url", "asmr_mode"]) == expected)
    }
}
