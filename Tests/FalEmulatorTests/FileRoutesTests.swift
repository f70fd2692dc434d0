import HTTPServer
import HTTPTypes
import JSON
import QueueEngine
import Testing

@testable import FalEmulator

@Suite struct FileRoutesTests {
    /// An emulator and the path of the dubbed video in a result.
    private func served() async throws -> (emulator: TestEmulator, path: String, size: Int) {
        let emulator = try TestEmulator()
        let url = await emulator.submit()
        emulator.world.advance(by: .seconds(1))
        let file = await emulator.send(.get, url).json["video"]
        let path = try #require(file?["url"]?.string).dropFirst("http://localhost:8787".count)
        return (emulator, String(path), Int(try #require(file?["file_size"]?.integer)))
    }

    private func fetch(
        _ emulator: TestEmulator,
        _ path: String,
        _ headers: HTTPFields = [:]
    ) -> (response: Response, slice: FileSlice?) {
        guard case .now(let response) = emulator.answer(.get, path, headers) else {
            return (Response(status: .internalServerError), nil)
        }
        if case .file(let slice) = response.body { return (response, slice) }
        return (response, nil)
    }

    @Test func aFileIsServedWholeToAnybody() async throws {
        var (emulator, path, size) = try await served()
        emulator.key = nil
        for host in ["/cdn", "", "/files"] where host != "/files" {
            let target = host.isEmpty ? String(path.dropFirst("/cdn".count)) : path
            let (response, slice) = fetch(emulator, target)
            #expect(response.status == .ok)
            #expect(slice?.offset == 0)
            #expect(slice.map { Int($0.length) } == size)
            let headers = response.allHeaderFields
            #expect(headers[.contentType] == "video/mp4")
            #expect(headers[.acceptRanges] == "bytes")
            #expect(headers[.accessControlAllowOrigin] == "*")
            #expect(headers[.xContentTypeOptions] == "nosniff")
            #expect(headers[.eTag]?.count == 66)
        }
    }

    @Test func partsAreServedAsAsked() async throws {
        let (emulator, path, size) = try await served()
        for (range, status, content) in [
            ("bytes=0-", 206, "bytes 0-\(size - 1)/\(size)"), ("bytes=10-19", 206, "bytes 10-19/\(size)"),
            ("bytes=-5", 206, "bytes \(size - 5)-\(size - 1)/\(size)"), ("bytes=\(size)-", 416, "bytes */\(size)"),
        ] {
            let (response, _) = fetch(emulator, path, [.range: range])
            #expect(response.status.code == status)
            #expect(response.headerFields[.contentRange] == content)
        }
        #expect(fetch(emulator, path, [.range: "bytes=10-19"]).slice?.offset == 10)
        #expect(fetch(emulator, path, [.range: "bytes=10-19"]).slice?.length == 10)
    }

    @Test func validatorsDecide() async throws {
        let (emulator, path, _) = try await served()
        let headers = fetch(emulator, path).response.headerFields
        let tag = try #require(headers[.eTag])
        let date = try #require(headers[.lastModified])
        #expect(fetch(emulator, path, [.ifNoneMatch: tag]).response.status == .notModified)
        #expect(fetch(emulator, path, [.ifNoneMatch: "\"x\", W/\(tag)"]).response.status == .notModified)
        #expect(fetch(emulator, path, [.ifNoneMatch: "\"x\""]).response.status == .ok)
        #expect(fetch(emulator, path, [.ifModifiedSince: date]).response.status == .notModified)
        #expect(fetch(emulator, path, [.range: "bytes=1-2", .ifRange: tag]).response.status == .partialContent)
        #expect(fetch(emulator, path, [.range: "bytes=1-2", .ifRange: date]).response.status == .partialContent)
        #expect(fetch(emulator, path, [.range: "bytes=1-2", .ifRange: "\"x\""]).response.status == .ok)
    }

    @Test func aURLThatNobodyWasGivenLeadsNowhere() async throws {
        let (emulator, path, _) = try await served()
        let parts = path.split(separator: "/").map(String.init)
        let changed = "/cdn/files/b/\(parts[3])/X" + parts[4].dropFirst()
        for target in [changed, path + "x", "/cdn/files/b/x/y", "/cdn/files/b", "/cdn/etc/passwd", "/cdn"] {
            #expect(await emulator.send(.get, target).status == 404)
        }
    }

    @Test func filesAreOnlyRead() async throws {
        let (emulator, path, _) = try await served()
        for method in [HTTPRequest.Method.post, .put] {
            let reply = await emulator.send(method, path)
            #expect(reply.status == 405)
            #expect(reply["allow"] == "GET, HEAD")
        }
        #expect(await emulator.send(.delete, path).status == 403)
        let preflight = await emulator.send(.options, path, nil, [.origin: "https://app.example"])
        #expect(preflight.status == 204)
        #expect(preflight["access-control-allow-origin"] == "*")
    }

    @Test(
        arguments: [
            ("bytes=0-0", ByteRange.part(0..<1)), ("bytes=5-", .part(5..<10)), ("bytes=5-99", .part(5..<10)),
            ("bytes=-3", .part(7..<10)), ("bytes=-99", .part(0..<10)), ("bytes=10-", .unsatisfiable),
            ("bytes=-0", .unsatisfiable), ("bytes=3-2", .whole), ("bytes=0-1,3-4", .whole), ("bytes=a-b", .whole),
            ("bytes=-", .whole), ("chunks=0-1", .whole), ("bytes=0-18446744073709551615", .part(0..<10)),
            ("bytes=99999999999999999999999-", .unsatisfiable), ("BYTES=1-2", .part(1..<3)), (nil, .whole),
        ] as [(String?, ByteRange)]
    )
    func rangesAreRead(value: String?, range: ByteRange) {
        #expect(ByteRange(value, size: 10) == range)
    }
}
