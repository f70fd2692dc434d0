import FalAPI
import HTTPServer
import HTTPTypes
import JSON
import QueueEngine
import Testing

@testable import FalEmulator

@Suite struct FileFinderTests {
    @Test(
        arguments: [
            "http://localhost:8787/cdn#", "https://v3.fal.media#", "https://fal.media#", "http://127.0.0.1:1#",
            "http://cdn.localhost#", "HTTPS://falsework:8443/cdn#", "https://v3b.fal.media#?x=y#z",
        ]
    )
    func anUploadIsFoundUnderEveryName(template: String) async throws {
        let emulator = try TestEmulator()
        let path = await emulator.upload("0123456789")
        let tail = String(path.dropFirst("/cdn".count))
        let parts = template.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let file = try #require(emulator.emulator.file(at: parts[0] + tail + parts[1]))
        #expect((file.size, file.contentType) == (10, "video/mp4"))
        #expect(try FileSlice(path: file.path).length == 10)
        // Whoever reads it is not disturbed by its end.
        await emulator.send(.post, "/_falsework/v1/reset")
        #expect(emulator.emulator.file(at: parts[0] + tail + parts[1]) == nil)
        #expect(try FileSlice(path: file.path).length == 10)
    }

    @Test func anOutputIsFound() async throws {
        let emulator = try TestEmulator()
        let url = await emulator.submit()
        emulator.world.advance(by: .seconds(1))
        let video = await emulator.send(.get, url).json["video"]
        let output = try #require(video?["url"]?.string)
        let file = try #require(emulator.emulator.file(at: output))
        #expect(file.contentType == "video/mp4")
        #expect(Int64(file.size) == video?["file_size"]?.integer)
    }

    @Test func nothingElseIsFound() async throws {
        let emulator = try TestEmulator()
        let path = await emulator.upload("x", [.falObjectLifecycle: #"{"expiration_duration_seconds": 5}"#])
        let urls = await emulator.initiate()
        for url in [
            "", "x", "data:video/mp4;base64,AA==", "file:///etc/passwd", "ftp://localhost" + path, path,
            "https://example.com/a.mp4", "https://v3.fal.media/files/b/0a99d90a/v1tQEfvnY2bVcn38IvmfD_output.mp4",
            "http://localhost" + urls.upload, "http://localhost" + urls.file, "http://localhost" + path + "x",
            "https://v3.fal.media/files/%00/x",
        ] {
            #expect(emulator.emulator.file(at: url) == nil)
        }
        emulator.world.advance(by: .seconds(5))
        #expect(emulator.emulator.file(at: "http://localhost" + path) == nil)
    }
}
