import FalAPI
import HTTPServer
import HTTPTypes
import JSON
import QueueEngine
import Testing

@testable import FalEmulator

@Suite struct LifecycleTests {
    private static let minute = #"{"expiration_duration_seconds": 60}"#

    @Test(arguments: [HTTPField.Name.falObjectLifecycle, .falObjectLifecyclePreference])
    func objectsEndOnTheWorldsClock(name: HTTPField.Name) async throws {
        let emulator = try TestEmulator()
        let path = await emulator.upload("x", [name: Self.minute])
        let file = try await emulator.read(path)
        // The clock stands at 1,777,000,000 s.
        #expect(file.headers[.falObjectLifecycleExpiration] == "1777000060000")
        emulator.world.advance(by: .seconds(59.9))
        #expect(try await emulator.read(path).status == 200)
        emulator.world.advance(by: .seconds(0.1))
        #expect(try await emulator.read(path).status == 404)
        #expect(emulator.world.uploadedObjects().isEmpty)
    }

    @Test func theUploadURLRemembersItAndTheContentOverrulesIt() async throws {
        let emulator = try TestEmulator()
        let urls = await emulator.initiate(headers: [.falObjectLifecycle: Self.minute])
        emulator.world.advance(by: .seconds(10))
        _ = await emulator.put(.put, urls.upload, "x")
        #expect(try await emulator.read(urls.file).headers[.falObjectLifecycleExpiration] == "1777000070000")
        let header = #"{"expiration_duration_seconds": 5}"#
        _ = await emulator.put(.put, urls.upload, "x", [.falObjectLifecyclePreference: header])
        #expect(try await emulator.read(urls.file).headers[.falObjectLifecycleExpiration] == "1777000015000")
    }

    @Test(
        arguments: [
            ("not-json", nil), ("[]", nil), (#"{"expiration_duration_seconds": 0}"#, nil),
            (#"{"expiration_duration_seconds": -1}"#, nil), (#"{"expiration_duration_seconds": "60"}"#, nil),
            (#"{"expiration_duration_seconds": true}"#, nil), (#"{"initial_acl": {"default": "maybe"}}"#, nil),
            (#"{"expiration_duration_seconds": 1.5}"#, Lifecycle.lasting(.seconds(1.5))),
            (#"{"expiration_duration_seconds": 31536000000000}"#, .lasting(.forever)),
            (#"{"ttl": "1d"}"#, .lasting(nil)), ("{}", .lasting(nil)),
        ] as [(String, Lifecycle?)]
    )
    func headersAreRead(text: String, lifecycle: Lifecycle?) async throws {
        #expect(Lifecycle(text: text) == lifecycle)
        let emulator = try TestEmulator()
        // A bad one is ignored, and the twin counts.
        let path = await emulator.upload("x", [.falObjectLifecycle: text])
        #expect(try await emulator.read(path).status == 200)
        if lifecycle == nil {
            let request = Request(
                target: "/",
                headerFields: [.falObjectLifecycle: text, .falObjectLifecyclePreference: Self.minute]
            )
            #expect(Lifecycle(request) == .lasting(.seconds(60)))
        }
    }

    @Test(arguments: [("hide", 404), ("forbid", 403), ("allow", 200)])
    func othersGetWhatTheListSays(access: String, status: Int) async throws {
        let emulator = try TestEmulator()
        let friend = emulator.of("friend:key")
        let header =
            #"{"initial_acl": {"default": "\#(access)", "rules": [{"user": "\#(friend.world.userID)", "decision": "allow"}]}}"#
        let path = await emulator.upload("x", [.falObjectLifecycle: header])
        #expect(try await emulator.read(path).status == status)
        for (reader, status) in [(emulator, 200), (friend, 200), (emulator.of("other:key"), status)] {
            #expect(await reader.send(.get, path).status == status)
        }
    }
}

extension Lifecycle {
    fileprivate static func lasting(_ duration: Span?) -> Lifecycle {
        var lifecycle = Lifecycle(text: "{}")!
        lifecycle.duration = duration
        return lifecycle
    }
}
