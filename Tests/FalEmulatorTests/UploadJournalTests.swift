import FalAPI
import HTTPServer
import HTTPTypes
import JSON
import QueueEngine
import Testing

@testable import FalEmulator

/// Uploads as tests see them, and as faults strike them.
@Suite struct UploadJournalTests {
    private func calls(_ emulator: TestEmulator) async -> [JSONValue] {
        await emulator.send(.get, "/_falsework/v1/journal?kind=call").json["entries"]?.array ?? []
    }

    @Test func everyStepIsNotedWithoutItsSecrets() async throws {
        let emulator = try TestEmulator()
        let path = await emulator.upload("12345")
        let urls = await emulator.initiate(multipart: true)
        let tag = try #require(await emulator.put(.put, urls.upload + "/1", "abc")["etag"])
        _ = await emulator.put(.post, urls.upload + "/complete", completion([(1, tag)]))
        _ = try await emulator.read(path)
        let entries = await calls(emulator)
        #expect(
            entries.map { $0["operation"]?.string } == ["rest", "upload", "rest", "part", "multipart", "file"]
        )
        #expect(entries.map { $0["status"]?.integer } == [200, 200, 200, 200, 200, 200])
        #expect(entries[1]["body"]?["size"]?.integer == 5)
        #expect(entries[3]["target"]?.string == "/cdn/files/upload/REDACTED/1")
        let pass = try #require(urls.upload.split(separator: "/").last)
        let text = await emulator.send(.get, "/_falsework/v1/journal").text
        #expect(!text.contains(pass))
        #expect(!text.contains("Bearer"))
        #expect(emulator.emulator.orphans().count == 0)
    }

    @Test func faultsStrikeUploads() async throws {
        let emulator = try TestEmulator()
        let token = await emulator.token()
        let urls = await emulator.initiate(multipart: true)
        for operation in ["upload", "part", "multipart", "file", "rest"] {
            let rule: JSONValue = [
                "on": .string(JSONString(operation)), "calls": 1, "fault": ["answer": ["status": 503]],
            ]
            #expect(await emulator.send(.post, "/_falsework/v1/faults", rule).status == 201)
        }
        #expect(await emulator.put(.post, "/files/upload", "x", token).status == 503)
        #expect(emulator.world.uploadedObjects().isEmpty)
        #expect(await emulator.put(.post, "/files/upload", "x", token).status == 200)
        #expect(await emulator.put(.put, urls.upload + "/1", "x").status == 503)
        let tag = try #require(await emulator.put(.put, urls.upload + "/1", "x")["etag"])
        #expect(await emulator.put(.post, urls.upload + "/complete", completion([(1, tag)])).status == 503)
        #expect(await emulator.put(.post, urls.upload + "/complete", completion([(1, tag)])).status == 200)
        #expect(try await emulator.read(urls.file).status == 503)
        #expect(try await emulator.read(urls.file).status == 200)
        #expect(await emulator.send(.post, "/rest/tokens/", ["allowed_apps": []]).status == 503)
        #expect(await emulator.send(.post, "/rest/tokens/", ["allowed_apps": []]).status == 200)
    }

    @Test func bodiesOfStrangersAreNotTaken() async throws {
        let emulator = try TestEmulator()
        let (token, urls) = (await emulator.token(), await emulator.initiate())
        func place(_ method: HTTPRequest.Method, _ target: String, _ headers: HTTPFields = [:]) -> String {
            var fields = headers
            fields[.host] = fields[.host] ?? "localhost:8787"
            switch emulator.emulator.bodyChooser(Request(method: method, target: target, headerFields: fields)) {
            case .file: return "file"
            case .nowhere: return "nowhere"
            case .memory(let limit): return limit == nil ? "memory" : "memory \(limit!)"
            }
        }
        #expect(place(.post, "/files/upload", token) == "file")
        #expect(place(.post, "/files/upload") == "nowhere")
        #expect(place(.put, urls.upload) == "file")
        #expect(place(.put, urls.upload + "x") == "nowhere")
        #expect(place(.put, urls.upload + "/1") == "file")
        #expect(place(.post, urls.upload + "/complete") == "memory 4194304")
        #expect(place(.get, urls.file) == "memory 0")
        #expect(place(.put, "/files/what/ever/it/is") == "nowhere")
        #expect(place(.post, TestEmulator.videoToAudio) == "memory")
        #expect(place(.post, "/rest/storage/upload/initiate") == "memory")
        var proxied = token
        proxied[.falTargetURL] = "https://v3.fal.media/files/upload"
        #expect(place(.post, "/api/fal/proxy", proxied) == "file")
        proxied[.falTargetURL] = "https://evil.example/files/upload"
        #expect(place(.post, "/api/fal/proxy", proxied) == "nowhere")
    }

    @Test func oneWorldNeverWritesToAnother() async throws {
        let emulator = try TestEmulator()
        let other = emulator.of("other:key")
        #expect(emulator.world.seal.tag != other.world.seal.tag)
        // The same id, sealed by a world that it is not of.
        let urls = await emulator.initiate()
        let pass = try #require(UploadPass(String(urls.upload.split(separator: "/").last!)))
        #expect(pass.isValid(for: emulator.world.seal))
        #expect(!pass.isValid(for: other.world.seal))
        let forged = UploadPass(pass.id, other.world.seal)
        #expect(await emulator.put(.put, "/files/upload/\(forged.text)", "x").status == 403)
        // The same key under another seed.
        let reseeded = try TestEmulator { $0.seed = 1 }
        #expect(await reseeded.put(.put, urls.upload, "x").status == 403)
        #expect(emulator.world.uploadedObjects().isEmpty)
    }
}
