import Testing

@testable import FalEmulator

@Suite struct ObjectNameTests {
    @Test(
        arguments: [
            ("clip.mp4", "clip.mp4"), ("a b (1).png", "a_b__1_.png"), ("../../etc/passwd", "passwd"), ("..", ""),
            (".", ""),
            (".htaccess", "htaccess"), (#"C:\temp\x.png"#, "x.png"), ("a\u{0}b.png", "a_b.png"), ("/", ""), ("", ""),
            ("\"quoted'.mp4", "_quoted_.mp4"), ("день.mp4", "____.mp4"), ("日本", ""), ("a%2fb", "a_2fb"),
            ("x.tar.gz", "x.tar.gz"), ("a\r\nb", "a__b"), ("?#&", ""),
        ]
    )
    func namesAreHarmless(name: String, safe: String) {
        #expect(ObjectName.safe(name) == safe)
    }

    @Test func longNamesKeepTheirExtension() {
        let long = ObjectName.safe(String(repeating: "a", count: 5_000) + ".mp4")
        #expect(long.utf8.count == 100)
        #expect(long.hasSuffix("a.mp4"))
        #expect(ObjectName.safe("a." + String(repeating: "b", count: 5_000)).utf8.count == 100)
    }

    @Test(
        arguments: [
            ("video/mp4", nil, "id.mp4"), ("image/jpeg; x=y", nil, "id.jpg"), ("text/html", nil, "id.bin"),
            ("text/plain", nil, "id.txt"), ("nonsense", nil, "id.bin"), ("image/png", "..", "id.png"),
            ("video/mp4", "a.mov", "id_a.mov"),
        ] as [(String, String?, String)]
    )
    func theTypeNamesWhatHasNoName(type: String, name: String?, whole: String) {
        #expect(ObjectName.make(id: "id", name: name, contentType: type) == whole)
    }
}
