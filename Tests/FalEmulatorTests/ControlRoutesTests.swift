import FalAPI
import HTTPTypes
import JSON
import Testing

@testable import FalEmulator

@Suite struct ControlRoutesTests {
    @Test func readinessNeedsNoKey() async throws {
        var emulator = try TestEmulator { $0.version = "1.2.3" }
        emulator.key = nil
        let reply = await emulator.send(.get, "/_falsework/v1/ready")
        #expect((reply.status, reply.text) == (200, #"{"ready":true,"version":"1.2.3"}"#))
    }

    @Test func ourOwnAddressSaysWhatThisIs() async throws {
        var emulator = try TestEmulator()
        emulator.key = nil
        for target in ["/", "/_falsework/v1", "/_falsework/v1/"] {
            let reply = await emulator.send(.get, target)
            #expect(reply.json["name"] == "falsework")
            #expect(reply.json["endpoints"]?.array?.map { $0["id"] }.count == 2)
        }
        #expect(await emulator.send(.get, "/", host: "fal.run").status == 404, "fal's own addresses do not")
    }

    @Test func everythingElseIsUnknown() async throws {
        let emulator = try TestEmulator()
        #expect(await emulator.send(.get, "/_falsework/v1/nothing").status == 404)
        #expect(await emulator.send(.post, "/_falsework/v1/ready").status == 405)
    }
}
