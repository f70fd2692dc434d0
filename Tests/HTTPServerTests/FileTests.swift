import Foundation
import HTTPServer
import HTTPTypes
import Testing

@Suite struct FileTests {
    private func withFile(_ content: Data, test: (String) async throws -> Void) async throws {
        let path = NSTemporaryDirectory() + "/http-server-test-\(UUID())"
        try content.write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await test(path)
    }

    @Test func partsOfAFileAreSent() async throws {
        let content = Data((0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 2) })
        try await withFile(content) { path in
            let whole = try FileSlice(path: path)
            let handler: Handler = { request in
                let numbers = request.rawPath.split(separator: "/").compactMap { UInt64($0) }
                return .now(Response(body: .file(whole.slice(offset: numbers[0], length: numbers[1]))))
            }
            try await withServer(handler: handler) { _, port in
                let client = try await RawClient.connect(port: port)
                for (offset, length) in [(0, 1_000_000), (10, 5), (999_999, 1), (500_000, 400_000), (7, 0)] {
                    try await client.send("GET /\(offset)/\(length) HTTP/1.1\r\nHost: h\r\n\r\n")
                    let head = RawResponse(head: try await client.read(until: "\r\n\r\n"))
                    #expect(head.fields("content-length") == ["\(length)"])
                    #expect(try await client.read(count: length) == Array(content[offset..<(offset + length)]))
                }
            }
        }
    }

    @Test func slicesStayInsideTheFile() async throws {
        try await withFile(Data("0123456789".utf8)) { path in
            let part = try FileSlice(path: path, offset: 3)
            #expect([part.offset, part.length, part.fileSize] == [3, 7, 10])
            let beyond = part.slice(offset: 8, length: 100)
            #expect([beyond.offset, beyond.length] == [8, 2])
            #expect(throws: ServerError.self) { try FileSlice(path: path, offset: 5, length: 6) }
        }
        let missing = #expect(throws: ServerError.self) { try FileSlice(path: "/nowhere/nothing") }
        #expect(missing?.code == .notFound)
        #expect(throws: ServerError.self) { try FileSlice(path: "/") }
    }

    @Test func partsCanBeReadHere() async throws {
        let content = Data((0..<1000).map { UInt8(truncatingIfNeeded: $0) })
        try await withFile(content) { path in
            let part = try FileSlice(path: path, offset: 100, length: 300)
            #expect(try part.bytes(from: 0, count: 300) == Array(content[100..<400]))
            #expect(try part.bytes(from: 290, count: 300) == Array(content[390..<400]))
            #expect(try part.bytes(from: 300, count: 1) == [])
            try Data().write(to: URL(fileURLWithPath: path), options: [])
            #expect(throws: ServerError.self) { try part.bytes(from: 0, count: 1) }
        }
    }

    @Test func leavingInTheMiddleOfAFileHarmsNobody() async throws {
        try await withFile(Data(repeating: 0x61, count: 8_000_000)) { path in
            let file = try FileSlice(path: path)
            let handler: Handler = { _ in .now(Response(body: .file(file))) }
            try await withServer(handler: handler) { _, port in
                for _ in 0..<10 {
                    let client = try await RawClient.connect(port: port)
                    try await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                    _ = try await client.read(count: 1000)
                    client.leaveAbruptly()
                }
                let client = try await RawClient.connect(port: port)
                try await client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(try await client.readResponse(withoutBody: true).fields("content-length") == ["8000000"])
            }
        }
    }
}
