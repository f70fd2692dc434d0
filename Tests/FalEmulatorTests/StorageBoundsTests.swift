import FalAPI
import Foundation
import HTTPServer
import HTTPTypes
import JSON
import QueueEngine
import Testing

@testable import FalEmulator

/// What a world's uploads may take, and when they go.
@Suite struct StorageBoundsTests {
    /// A directory for one test.
    private func withDirectory(_ test: (String) async throws -> Void) async throws {
        let path = NSTemporaryDirectory() + "storage-test-\(UUID())"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await test(path)
    }

    /// The files of an emulator whose storage is below a directory.
    private func files(below path: String) -> [String] {
        (try? FileManager.default.subpathsOfDirectory(atPath: path))?.filter { $0.contains("/") } ?? []
    }

    @Test func aWorldKeepsSoManyObjects() async throws {
        let emulator = try TestEmulator { $0.storage.maximumObjects = 2 }
        _ = await emulator.upload("1", [.falObjectLifecycle: #"{"expiration_duration_seconds": 5}"#])
        _ = await emulator.upload("2")
        let full = await emulator.put(.post, "/files/upload", "3", await emulator.token())
        #expect((full.status, full.detail) == (507, "This world keeps 2 uploads; delete some, or reset it"))
        #expect(await emulator.of("other:key").upload("3").hasPrefix("/cdn/files/"))
        emulator.world.advance(by: .seconds(5))
        #expect(await emulator.upload("3").hasPrefix("/cdn/files/"))
        let urls = [await emulator.initiate(), await emulator.initiate(), await emulator.initiate()]
        #expect(urls[2].upload.contains("upload URLs"))
    }

    @Test func aWorldBeginsSoManyUploadsInParts() async throws {
        let emulator = try TestEmulator { $0.storage.maximumOpenUploads = 1 }
        let first = await emulator.initiate(multipart: true)
        #expect(await emulator.initiate(multipart: true).upload.contains("1 uploads in parts that are not completed"))
        let tag = try #require(await emulator.put(.put, first.upload + "/1", "x")["etag"])
        #expect(await emulator.put(.post, first.upload + "/complete", completion([(1, tag)])).status == 200)
        #expect(await emulator.initiate(multipart: true).upload.hasPrefix("/cdn/files/upload/"))
    }

    @Test func allWorldsShareTheDisk() async throws {
        let emulator = try TestEmulator { $0.storage.maximumBytes = 10 }
        let other = emulator.of("other:key")
        let first = await emulator.upload("123456")
        #expect(first.hasPrefix("/cdn"))
        let full = await other.put(.post, "/files/upload", "12345", await other.token())
        #expect((full.status, full.detail) == (507, "Uploads take more than the 10 bytes that are kept"))
        #expect(await other.upload("1234").hasPrefix("/cdn"))
        #expect(
            await emulator.send(.delete, "/_falsework/v1/uploads/\(first.split(separator: "/").last!)").status == 204
        )
        #expect(await other.upload("123456").hasPrefix("/cdn"))
    }

    @Test func filesGoWithTheirObjects() async throws {
        try await withDirectory { path in
            do {
                let emulator = try TestEmulator { $0.storage.directory = path }
                #expect(!FileManager.default.fileExists(atPath: path))
                let kept = await emulator.upload("1")
                let ended = await emulator.upload("2", [.falObjectLifecycle: #"{"expiration_duration_seconds": 5}"#])
                let removed = await emulator.upload("3")
                #expect(files(below: path).count == 3)
                let name = try #require(removed.split(separator: "/").last)
                #expect(await emulator.send(.delete, "/_falsework/v1/uploads/\(name)").status == 204)
                #expect(files(below: path).count == 2)
                emulator.world.advance(by: .seconds(5))
                #expect(try await emulator.read(ended).status == 404)
                #expect(files(below: path).count == 1)
                #expect(await emulator.send(.delete, "/_falsework/v1/worlds/someone").status == 204)
                #expect(files(below: path).isEmpty)
                #expect(try await emulator.read(kept).status == 404)
                let directory = try #require(try FileManager.default.contentsOfDirectory(atPath: path).first)
                let mode = try FileManager.default.attributesOfItem(atPath: path + "/" + directory)[.posixPermissions]
                #expect(mode as? Int == 0o700)
            }
            // The directory goes with the emulator.
            #expect(try FileManager.default.contentsOfDirectory(atPath: path) == [])
        }
    }

    @Test func nothingStaysOfWhatIsRefused() async throws {
        try await withDirectory { path in
            let emulator = try TestEmulator { $0.storage.directory = path }
            let single = await emulator.initiate()
            _ = await emulator.put(.put, single.upload + "/1", "x")
            _ = await emulator.put(.post, "/files/upload", "x", [.authorization: "Bearer x"])
            #expect(files(below: path).isEmpty)
        }
    }

    @Test func aDirectoryThatCannotBeMadeIsSaid() async throws {
        let emulator = try TestEmulator { $0.storage.directory = "/dev/null/uploads" }
        #expect(throws: LoadError.self) { try emulator.emulator.prepareStorage() }
        let reply = await emulator.put(.post, "/files/upload", "x", await emulator.token())
        #expect(reply.status == 500)
        #expect(reply.detail?.contains("/dev/null/uploads") == true)
    }

    @Test func aSnapshotKeepsItsFiles() async throws {
        try await withDirectory { path in
            let emulator = try TestEmulator { $0.storage.directory = path }
            let urls = await emulator.initiate(multipart: true)
            let tag = try #require(await emulator.put(.put, urls.upload + "/1", "part")["etag"])
            let old = await emulator.upload("old")
            await emulator.send(.put, "/_falsework/v1/snapshots/kept")
            let new = await emulator.upload("new")
            #expect(await emulator.put(.post, urls.upload + "/complete", completion([(1, tag)])).status == 200)
            await emulator.send(.post, "/_falsework/v1/reset")
            #expect(try await emulator.read(old).status == 404)
            await emulator.send(.post, "/_falsework/v1/snapshots/kept/restore")
            #expect(try await emulator.read(old).content == "old")
            #expect(try await emulator.read(new).status == 404)
            #expect(try await emulator.read(urls.file).status == 404)
            // The upload that was open then is open again, with the part that it had.
            #expect(await emulator.put(.post, urls.upload + "/complete", completion([(1, tag)])).status == 200)
            #expect(try await emulator.read(urls.file).content == "part")
        }
    }

    @Test func uploadsAreListed() async throws {
        let emulator = try TestEmulator()
        let first = await emulator.upload(
            "abc",
            name: "a.mp4",
            [.falObjectLifecycle: #"{"expiration_duration_seconds": 60}"#]
        )
        _ = await emulator.upload("", name: "b.mp4")
        let list = await emulator.send(.get, "/_falsework/v1/uploads").json["uploads"]
        #expect(list?.array?.count == 2)
        let entry = list?[0]
        #expect(entry?["path"]?.string == first)
        #expect(entry?["size"]?.integer == 3)
        #expect(entry?["content_type"]?.string == "video/mp4")
        #expect(entry?["sha256"]?.string == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(entry?["expires"]?.string == "2026-04-24T03:07:40.000000Z")
        #expect(list?[1]?["expires"] == nil)
        #expect(
            await emulator.of("other:key").send(.get, "/_falsework/v1/uploads").json["uploads"]?.array?.isEmpty == true
        )
        #expect(await emulator.send(.delete, "/_falsework/v1/uploads/nothing").status == 404)
    }
}
