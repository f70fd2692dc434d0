import Testing

@testable import FalEmulator

@Suite struct DataURITests {
    @Test(arguments: [
        ("data:,a%20b", "a b"), ("data:text/plain;base64,aGFsbG8=", "hallo"),
        ("DATA:video/mp4;BASE64,aGFsbG8", "hallo"),
        ("data:;base64,aGFs\nbG8%3D", "hallo"), ("data:a/b;base64,", ""), ("data:a/b;charset=x;base64,Pz8_", "???"),
        ("data:a/b;base64,Pz8/", "???"),
    ])
    func whatItHolds(text: String, content: String) {
        #expect(DataURI(text)?.bytes == Array(content.utf8))
    }

    @Test(arguments: [
        "data:video/mp4;base64", "data:a/b;base64,a", "data:a/b;base64,a!==", "data:a/b;base64,YQ==YQ", "data:,%4",
        "data:,%g0",
        "http://a/b,c",
    ])
    func whatDoesNotDecodeIsNone(text: String) {
        #expect(DataURI(text) == nil)
    }
}
