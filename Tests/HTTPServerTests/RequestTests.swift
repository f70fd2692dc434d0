import HTTPServer
import HTTPTypes
import Testing

@Suite struct RequestTests {
    @Test(
        arguments: [
            ("/", []),
            ("/a/b", ["a", "b"]),
            ("/a//b", ["a", "b"]),
            ("/a/", ["a", ""]),
            ("/a%2Fb/c", ["a/b", "c"]),
            ("/%e4%bd%a0?x=/y", ["你"]),
            ("/a+b/%zz%4", ["a+b", "%zz%4"]),
            ("http://host:1/p/q?z", ["p", "q"]),
            ("http://host", []),
            ("/a%00b", nil),
            ("/%ff", nil),
            ("*", nil),
            ("host:443", nil),
            ("", nil),
        ] as [(String, [String]?)]
    )
    func segmentsComeFromTheRawTarget(target: String, segments: [String]?) {
        #expect(Request(target: target).pathSegments == segments)
    }

    @Test(
        arguments: [
            ("/p?q", nil, nil, "/p", "q"),
            ("/p", nil, nil, "/p", nil),
            ("/p?", nil, nil, "/p", ""),
            ("HTTP://h:8/p?q?r", "http", "h:8", "/p", "q?r"),
            ("http://h?q", "http", "h", "/", "q"),
            ("h:443", nil, "h:443", "", nil),
            ("*", nil, nil, "*", nil),
        ] as [(String, String?, String?, String, String?)]
    )
    func targetsAreCutIntoParts(target: String, scheme: String?, authority: String?, path: String, query: String?) {
        let request = Request(target: target)
        #expect(request.scheme == scheme)
        #expect(request.authority == authority)
        #expect(request.rawPath == path)
        #expect(request.rawQuery.map(String.init) == query)
    }

    @Test func hostIsTheAuthorityUnlessTheTargetHasOne() throws {
        let host = try #require(HTTPField.Name("Host"))
        #expect(Request(target: "/", headerFields: [host: "a:1"]).authority == "a:1")
        #expect(Request(target: "http://b/", headerFields: [host: "a:1"]).authority == "b")
    }

    @Test func queryItemsAreDecodedAsForms() {
        let request = Request(target: "/?a=1+2&b=%26%3d&&c&a=3&d=%ff&=x")
        #expect(
            request.queryItems.map { "\($0.name):\($0.value)" } == ["a:1 2", "b:&=", "c:", "a:3", "d:\u{FFFD}", ":x"]
        )
        #expect(request.queryValue("a") == "1 2")
        #expect(request.queryValue("z") == nil)
    }

    @Test func headerGivesTheFirstOfSeveral() {
        var request = Request(target: "/")
        request.headerFields.append(HTTPField(name: .accept, value: "a"))
        request.headerFields.append(HTTPField(name: .accept, value: "b"))
        #expect(request.header(.accept) == "a")
        #expect(request.headerFields[.accept] == "a, b")
    }
}
