import HTTPTypes
import JSON
import Testing

@testable import FalClient

@Suite struct RedirectionTests {
    private let post = HTTPRequest(
        method: .post,
        scheme: "https",
        authority: "fal.run",
        path: "/a",
        headerFields: [
            .authorization: "Key a:b", .contentType: "application/json", .accept: "*/*",
            .named("x-fal-target-url"): "https://q/",
        ]
    )

    private func next(_ status: Int, _ location: String?) throws -> (HTTPRequest, RequestBody)? {
        var response = HTTPResponse(status: .init(code: status))
        response.headerFields[.location] = location
        return try Redirection.next(after: response, to: post, .bytes([1]))
    }

    @Test(arguments: [307, 308]) func someKeepMethodAndBody(_ status: Int) throws {
        let (request, body) = try #require(try next(status, "/b"))
        #expect(request.method == .post)
        #expect(request.path == "/b")
        #expect(body == .bytes([1]))
        #expect(request.headerFields[.authorization] == "Key a:b")
    }

    @Test(arguments: [301, 302, 303]) func othersTurnIntoGet(_ status: Int) throws {
        let (request, body) = try #require(try next(status, "https://fal.run:443/b"))
        #expect(request.method == .get)
        #expect(body == .none)
        #expect(request.headerFields[.contentType] == nil)
        #expect(request.headerFields[.authorization] == "Key a:b")
    }

    @Test(arguments: ["https://other.example/", "https://fal.run:8443/", "//fal.run.example/"])
    func anotherOriginGetsNoCredentials(_ location: String) throws {
        let (request, _) = try #require(try next(307, location))
        #expect(request.headerFields[.authorization] == nil)
        #expect(request.headerFields[.named("x-fal-target-url")] == nil)
        #expect(request.headerFields[.accept] == "*/*")
    }

    @Test(arguments: ["http://fal.run/a", "", "ftp://fal.run/"])
    func whatLeadsNowhereOrIntoTheOpenIsRefused(_ location: String) {
        let error = #expect(throws: FalError.self) { try next(302, location) }
        #expect(error?.code == .invalidAnswer)
    }

    @Test func anythingElseIsNoRedirect() throws {
        #expect(try next(200, "/b") == nil)
        #expect(try next(304, "/b") == nil)
        #expect(throws: FalError.self) { try next(301, nil) }
    }

    @Test func redirectsAreFollowedUpToABound() async throws {
        let transport = ScriptedTransport(then: answer(307, [:], [.location: "/queue/again"]))
        let error = await #expect(throws: FalError.self) {
            try await FalClient.test(transport).queue.submit("a/b", input: [:])
        }
        #expect(error?.code == .invalidAnswer)
        #expect(transport.sent.count == Redirection.limit + 1)
    }

    @Test func aSubmitIsFollowedWithItsBody() async throws {
        let transport = ScriptedTransport([
            answer(307, [:], [.location: "https://elsewhere.example/x"]), answer(200, ["request_id": "r1"]),
        ])
        let handle = try await FalClient.test(transport, hosts: .fal).queue.submit("a/b", input: ["x": 1])
        #expect(handle.requestID == "r1")
        #expect(transport.sent[1].body == .bytes(Array(#"{"x":1}"#.utf8)))
        #expect(transport.sent[1].request.headerFields[.authorization] == nil)
        #expect(transport.sent[0].request.headerFields[.authorization] == "Key someone:secret")
    }
}
