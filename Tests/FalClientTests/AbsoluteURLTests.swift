import Testing

@testable import FalClient

@Suite struct AbsoluteURLTests {
    @Test(arguments: [
        ("https://fal.run", "https", "fal.run", "/"),
        ("HTTP://Localhost:8787/a/b?c=d#e", "http", "localhost:8787", "/a/b?c=d"),
        ("https://fal.run?x=1", "https", "fal.run", "/?x=1"),
        ("http://[::1]:80/a", "http", "[::1]:80", "/a"),
    ]) func aURLIsReadInItsParts(_ text: String, _ scheme: String, _ authority: String, _ target: String) throws {
        let url = try #require(AbsoluteURL(text))
        #expect(url.scheme == scheme)
        #expect(url.authority == authority)
        #expect(url.target == target)
    }

    @Test(arguments: [
        "", "fal.run", "ftp://fal.run/", "https://", "https://user:pass@fal.run/", "https://:80/", "https://a b/",
        "https://fal.run/\r\nX: y", "file:///etc/passwd", "javascript:alert(1)", "https://evil\\@fal.run/",
        "https://fal.run/ä",
    ]) func whatCannotBeRequestedIsNoURL(_ text: String) {
        #expect(AbsoluteURL(text) == nil)
    }

    @Test(arguments: [
        ("/c", "https://fal.run/c"), ("c", "https://fal.run/a/c"), ("?z", "https://fal.run/a/b?z"),
        ("//other.example/d", "https://other.example/d"), ("http://x.example/y", "http://x.example/y"),
    ]) func aReferenceIsResolved(_ reference: String, _ expected: String) throws {
        #expect(AbsoluteURL("https://fal.run/a/b?q")?.resolving(reference)?.description == expected)
    }

    @Test(arguments: ["", "mailto:a@b", "ftp://x/y"]) func aReferenceToSomethingElseLeadsNowhere(_ reference: String) {
        #expect(AbsoluteURL("https://fal.run/a")?.resolving(reference) == nil)
    }

    @Test func originsKnowTheDefaultPorts() {
        #expect(AbsoluteURL("https://fal.run/a")?.origin == AbsoluteURL("https://FAL.run:443/b")?.origin)
        #expect(AbsoluteURL("http://fal.run/")?.origin != AbsoluteURL("https://fal.run/")?.origin)
        #expect(AbsoluteURL("http://[::1]/")?.origin == "http://[::1]:80")
        #expect(AbsoluteURL("http://[::1]:81/")?.origin == "http://[::1]:81")
    }

    @Test func pathsAndQueriesAreAdded() throws {
        var url = try #require(AbsoluteURL("https://x.example/put?sig=a%2Fb"))
        #expect(url.appending(path: "/2").target == "/put/2?sig=a%2Fb")
        url.addQuery("fal_webhook", "https://a.example/?b=c&d")
        #expect(url.target == "/put?sig=a%2Fb&fal_webhook=https%3A%2F%2Fa.example%2F%3Fb%3Dc%26d")
    }
}
