import FalAPI
import HTTPTypes
import JSON
import Testing

@testable import FalEmulator

@Suite struct AuthorizationTests {
    static let missing =
        #"Cannot access application "fal-ai/kling-video". Authentication is required to access this application."#
    static let malformed = "Invalid Key Authorization header format. Expected '<key_id>:<key_secret>'."

    @Test(
        arguments: [
            (nil, missing), ("Basic YTpi", missing), ("Key", missing), ("", missing),
            ("Key abc", malformed), ("Key undefined", malformed), ("Key :b", malformed), ("Key a:", malformed),
            ("Bearer abc", "bearer: unable to decode issuer"), ("Bearer a.b", "bearer: unable to decode issuer"),
            ("Key invalid:whatever", "invalid key credentials"),
        ] as [(String?, String)]
    )
    func credentialsThatAreNoGood(value: String?, detail: String) async throws {
        var emulator = try TestEmulator()
        emulator.key = nil
        var headers: HTTPFields = [:]
        if let value { headers[.authorization] = value }
        for target in [TestEmulator.videoToAudio, "/queue" + TestEmulator.videoToAudio] {
            let reply = await emulator.send(.post, target, TestEmulator.goodInput, headers)
            #expect(reply.status == 401)
            #expect(reply.detail == detail)
        }
    }

    @Test(arguments: ["Key a:b", "key a:b", "KEY  a:b:c", "Bearer eyJh.eyJi.c2ln"])
    func anyWellFormedCredentialsOpenAWorld(value: String) async throws {
        let emulator = try TestEmulator()
        let reply = await emulator.send(
            .post,
            "/queue" + TestEmulator.videoToAudio,
            TestEmulator.goodInput,
            [.authorization: value]
        )
        #expect(reply.status == 200)
    }

    @Test func namedKeysAreTheOnlyOnes() async throws {
        let emulator = try TestEmulator { $0.keys = [Credentials("a:b")!] }
        for (key, status) in [("a:b", 200), ("a:c", 401), ("x:y", 401)] {
            let reply = await emulator.send(
                .post,
                "/queue" + TestEmulator.videoToAudio,
                TestEmulator.goodInput,
                [.authorization: "Key " + key]
            )
            #expect(reply.status == status)
        }
    }

    @Test(
        arguments: [
            (nil, 401, "Authorization header is required"), ("Key abc", 401, malformed),
            ("Key invalid:x", 401, "invalid key credentials"), ("Key a:b", 404, "Not Found"),
        ] as [(String?, Int, String)]
    )
    func theRestHostAsksInItsOwnWords(value: String?, status: Int, detail: String) async throws {
        var emulator = try TestEmulator()
        emulator.key = nil
        var headers: HTTPFields = [:]
        if let value { headers[.authorization] = value }
        let reply = await emulator.send(.post, "/storage/nothing", [:], headers, host: "rest.fal.ai")
        #expect((reply.status, reply.detail) == (status, detail))
    }

    @Test func aLockedAccountIsToldSoOnPollsToo() async throws {
        let emulator = try TestEmulator()
        let url = await emulator.submit()
        for (method, target) in [
            (HTTPRequest.Method.post, "/queue" + TestEmulator.videoToAudio), (.post, TestEmulator.videoToAudio),
            (.get, url), (.get, url + "/status"), (.put, url + "/cancel"),
            (.get, "/queue/fal-ai/kling-video/requests/unknown/status"),
        ] {
            let reply = await emulator.send(method, target, nil, [.authorization: "Key locked:x"])
            #expect(reply.status == 403)
            #expect(
                reply.detail
                    == "User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing."
            )
        }
    }

    @Test func refusalsComeInLiveOrder() async throws {
        let emulator = try TestEmulator()
        let unknownApp = "/queue/fal-ai/nothing/x"
        let invalid = await emulator.send(.post, unknownApp, nil, [.authorization: "Key invalid:x"])
        #expect(invalid.status == 401, "credentials before the application")
        let locked = await emulator.send(.post, unknownApp, nil, [.authorization: "Key locked:x"])
        #expect(locked.status == 404, "the application before the account")
        #expect(locked.detail == #"Application "nothing" not found"#)
        let method = await emulator.send(
            .get,
            "/queue" + TestEmulator.videoToAudio,
            nil,
            [.authorization: "Key locked:x"]
        )
        #expect(method.status == 403, "the account before the method")
    }

    @Test func withoutAKeyAnExistingRequestIsForbiddenAndAnUnknownOneUnknown() async throws {
        var emulator = try TestEmulator()
        let url = await emulator.submit()
        emulator.key = nil
        #expect(await emulator.send(.get, url + "/status").status == 401)
        let unknown = await emulator.send(.get, "/queue/fal-ai/kling-video/requests/x/status")
        #expect((unknown.status, unknown.text) == (404, #"{"status":"NOT_FOUND"}"#))
    }

    @Test func anotherWorldsRequestIsUnknown() async throws {
        let emulator = try TestEmulator()
        let url = await emulator.submit()
        for (method, target) in [(HTTPRequest.Method.get, url), (.get, url + "/status"), (.put, url + "/cancel")] {
            let reply = await emulator.send(method, target, nil, [.authorization: "Key other:secret"])
            #expect((reply.status, reply.text) == (404, #"{"status":"NOT_FOUND"}"#))
        }
        #expect(await emulator.send(.get, url + "/status").status == 202)
    }

    @Test func credentialsNeverPrintTheirSecret() throws {
        let credentials = try #require(Credentials("id:secret"))
        #expect("\(credentials) \(String(reflecting: credentials))".contains("secret") == false)
    }
}
