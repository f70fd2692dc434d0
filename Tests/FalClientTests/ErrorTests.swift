import FalAPI
import HTTPTypes
import JSON
import Testing

@testable import FalClient

@Suite struct ErrorTests {
    private func error(
        _ status: Int,
        _ body: String,
        _ fields: HTTPFields = [:],
        _ operation: FalOperation = .result
    ) -> FalError {
        FalError(
            HTTPResponse(status: .init(code: status), headerFields: fields),
            body: Array(body.utf8),
            operation: operation,
            requestID: "r1"
        )
    }

    @Test(arguments: [
        (401, FalError.Code.unauthorized), (403, .forbidden), (404, .notFound), (400, .refused), (405, .refused),
        (422, .invalidInput), (429, .tooManyRequests), (499, .requestCancelled), (500, .serverFailed),
        (504, .serverFailed), (304, .unexpectedStatus), (699, .unexpectedStatus),
    ]) func statusesHaveCodes(_ status: Int, _ code: FalError.Code) {
        #expect(error(status, "").code == code)
    }

    @Test func aPlatformsFailureIsRead() {
        let failure = error(
            504,
            #"{"detail":"Request timed out","error_type":"request_timeout"}"#,
            [.falErrorType: "other", .falRequestTimeoutType: "user", .falRequestID: "r2"]
        )
        #expect(failure.code == .requestTimedOut)
        #expect(failure.detail == "Request timed out")
        #expect(failure.errorType == "request_timeout")
        #expect(failure.requestID == "r2")
        #expect(failure.timeoutType == "user")
        #expect(!failure.isRetryable)
        #expect(failure.description == "Request timed out (HTTP 504, request_timeout, request r2)")
    }

    @Test func aModelsFailureIsRead() throws {
        let body = #"""
            {"detail":[{"loc":["body","items",2,"video_url"],"msg":"Too long","type":"video_duration_too_long",
            "url":"https://docs.fal.ai/errors#video_duration_too_long","ctx":{"max_duration":20,"new":null},"input":{"a":[1.0]}}]}
            """#
        let failure = error(422, body, [.falNeedsRetry: "false"])
        let detail = try #require(failure.details.first)
        #expect(failure.code == .invalidInput)
        #expect(failure.detail == nil)
        #expect(failure.errorType == "video_duration_too_long")
        #expect(detail.location == [.name("body"), .name("items"), .index(2), .name("video_url")])
        #expect(detail.field == "items.2.video_url")
        #expect(detail.context?["max_duration"] == 20)
        #expect(detail.input == ["a": [1.0]])
        #expect(failure.requestID == "r1")
        #expect(failure.message == "items.2.video_url: Too long")
    }

    @Test(arguments: [
        "", "<html>502</html>", "null", "[]", "{\"detail\":3}",
        "{\"detail\":[1,null,\"x\",{\"loc\":7,\"msg\":[],\"type\":{}}]}",
        "{\"detail\":{\"a\":1},\"error_type\":[]}", "\u{0}\u{1}", "{\"detail\":\"\\ud800\"}",
        "{\"status\":\"NOT_FOUND\"}",
    ]) func unknownBodiesDoNoHarm(_ body: String) {
        let failure = error(500, body)
        #expect(failure.code == .serverFailed)
        #expect(failure.body == Array(body.utf8))
        #expect(!failure.description.isEmpty)
    }

    @Test func bytesThatAreNoTextDoNoHarm() {
        let failure = FalError(HTTPResponse(status: .badGateway), body: [0xFF, 0xFE, 0x80], operation: .status)
        #expect(failure.message == "fal answered 502")
        #expect(failure.bodyJSON == nil)
    }

    @Test func whatIsKeptAndShownIsBounded() {
        let failure = error(500, #"{"detail":""# + String(repeating: "x", count: 100_000) + "\"}")
        #expect(failure.body.count == FalError.bodyLimit)
        #expect(failure.message.count <= 501)
        #expect(error(400, #"{"detail":"a\nb\u001b[31m"}"#).message == "a b [31m")
    }

    @Test func theServersWordOnRetriesCounts() {
        #expect(error(503, "").isRetryable)
        #expect(!error(503, "", [.falNeedsRetry: "0"]).isRetryable)
        #expect(error(422, "", [.falNeedsRetry: "1"]).isRetryable)
        #expect(error(422, "", [.falNeedsRetry: "true"]).isRetryable)
        #expect(!error(422, "").isRetryable)
    }

    @Test func onlyAGatewayLeavesItOpenWhetherASubmitWasAccepted() {
        #expect(error(502, "", [:], .submit).mayHaveBeenAccepted)
        #expect(error(504, "", [:], .run).mayHaveBeenAccepted)
        #expect(!error(502, "", [.falRequestID: "r"], .run).mayHaveBeenAccepted)
        #expect(!error(503, "", [:], .submit).mayHaveBeenAccepted)
        #expect(!error(502, "", [:], .status).mayHaveBeenAccepted)
        #expect(FalError(TransportError(.connectionLost, ""), operation: .submit).mayHaveBeenAccepted)
        #expect(!FalError(TransportError(.cannotConnect, ""), operation: .submit).mayHaveBeenAccepted)
    }

    @Test func anEarlyResultHasACodeOfItsOwn() {
        #expect(error(400, #"{"detail":"Request is still in progress"}"#).code == .notCompleted)
    }
}

@Suite struct CredentialsTests {
    @Test func theEnvironmentIsReadInItsOrder() async throws {
        func read(_ environment: [String: String]) async throws -> String? {
            try await ClientCredentials.fromEnv(environment).authorization()
        }
        #expect(try await read([:]) == nil)
        #expect(try await read(["FAL_KEY": "a:b", "FAL_KEY_ID": "c", "FAL_KEY_SECRET": "d"]) == "Key a:b")
        #expect(try await read(["FAL_KEY": "", "FAL_KEY_ID": "c", "FAL_KEY_SECRET": "d"]) == "Key c:d")
        #expect(try await read(["FAL_KEY_ID": "c"]) == nil)
        #expect(try await read(["FAL_KEY": " a:b\n"]) == "Key a:b")
    }

    @Test func aProviderIsAskedEachTime() async throws {
        let count = Guarded(0)
        let credentials = ClientCredentials.custom {
            count.withLock {
                $0 += 1
                return $0 == 1 ? "a:b" : nil
            }
        }
        #expect(try await credentials.authorization() == "Key a:b")
        #expect(try await credentials.authorization() == nil)
    }

    @Test(arguments: ["a:b\r\nX-Evil: 1", "ä:b", "a b"]) func aKeyCannotBreakAHeader(_ key: String) async {
        let error = await #expect(throws: FalError.self) { try await ClientCredentials.keyPair(key).authorization() }
        #expect(error?.code == .invalidArgument)
        #expect(error.map { "\($0)".contains("Evil") } == false)
    }

    @Test func nothingPrintsAKey() {
        var configuration = ClientConfiguration(environment: ["FAL_KEY": "topid:topsecret"])
        configuration.credentials = .key(id: "topid", secret: "topsecret")
        let client = FalClient(configuration)
        var dumped = ""
        dump(client, to: &dumped)
        dump(configuration.credentials, to: &dumped)
        for text in [
            "\(client)", "\(configuration)", String(reflecting: client), String(reflecting: configuration), dumped,
        ] {
            #expect(!text.contains("topsecret") && !text.contains("topid"))
        }
    }

    @Test func hostsComeFromTheEnvironment() {
        #expect(ServiceHosts.fromEnv([:]) == .fal)
        #expect(
            ServiceHosts.fromEnv(["FAL_RUN_HOST": "localhost:8443", "FAL_QUEUE_RUN_HOST": "localhost:8443/queue"])
                == ServiceHosts(
                    run: "https://localhost:8443",
                    queue: "https://localhost:8443/queue",
                    rest: "https://rest.fal.ai"
                )
        )
        #expect(ServiceHosts.fromEnv(["FAL_RUN_HOST": "a.example"]).queue == "https://queue.a.example")
        #expect(ServiceHosts.fromEnv(["FAL_QUEUE_RUN_HOST": "http://127.0.0.1:1/q/"]).queue == "http://127.0.0.1:1/q")
        #expect(ServiceHosts.fromEnv(["FAL_REST_HOST": "r.example"]).rest == "https://r.example")
        #expect(ServiceHosts.falsework("http://h:1/").queue == "http://h:1/queue")
    }
}
