import Foundation
import HTTPServer
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(1))) struct StreamTests {
    private static let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"

    @Test func piecesArriveAsTheyAreWritten() async throws {
        let next = [Event(), Event()]
        let handler: Handler = { _ in
            .now(
                Response(
                    headerFields: [.contentType: "text/event-stream"],
                    body: .stream { writer in
                        try? await writer.write(Array("one\n".utf8))
                        await next[0].wait()
                        try? await writer.write(Array("two\n".utf8))
                        await next[1].wait()
                    }
                )
            )
        }
        try await withServer(handler: handler) { _, port in
            let client = try await RawClient.connect(port: port)
            try await client.send(Self.get)
            let head = RawResponse(head: try await client.read(until: "\r\n\r\n"))
            #expect(head.fields("transfer-encoding") == ["chunked"])
            #expect(try await client.read(until: "one\n\r\n") == "4\r\none\n\r\n")
            next[0].happen()
            #expect(try await client.read(until: "two\n\r\n") == "4\r\ntwo\n\r\n")
            next[1].happen()
            #expect(try await client.read(until: "0\r\n\r\n") == "0\r\n\r\n")
            // The connection goes on.
            try await client.send(Self.get)
            #expect(try await client.read(until: "0\r\n\r\n").contains("one\n"))
        }
    }

    @Test func writerWaitsForASlowPeer() async throws {
        let chunk = [UInt8](repeating: 0x61, count: 10_000)
        let total = 1500
        let written = Locked(0)
        let handler: Handler = { _ in
            .now(
                Response(
                    body: .stream { writer in
                        for _ in 0..<total {
                            guard (try? await writer.write(chunk)) != nil else { return }
                            written.withLock { $0 += 1 }
                        }
                    }
                )
            )
        }
        try await withServer(handler: handler) { _, port in
            let client = try await RawClient.connect(port: port, receiveBuffer: 65536)
            try await client.send(Self.get)
            try await client.read(until: "\r\n\r\n")
            // What does not fit into buffers cannot have been written before it is read.
            var read = 0
            while read < 3_000_000 {
                read += try await client.read(count: 500_000).count
                let ahead = written.withLock { $0 } * chunk.count - read
                #expect(ahead < 8_000_000)
            }
            try await client.read(until: "\r\n0\r\n\r\n")
            #expect(written.withLock { $0 } == total)
        }
    }

    @Test func producerIsCancelledWhenThePeerLeaves() async throws {
        let (cancelled, failed) = (Event(), Event())
        let handler: Handler = { _ in
            .now(
                Response(
                    body: .stream { writer in
                        try? await writer.write([0x61])
                        await Event().wait()
                        if Task.isCancelled { cancelled.happen() }
                        do { try await writer.write([0x62]) } catch { failed.happen() }
                    }
                )
            )
        }
        try await withServer(handler: handler) { _, port in
            let client = try await RawClient.connect(port: port)
            try await client.send(Self.get)
            try await client.read(until: "a\r\n")
            client.leaveAbruptly()
            #expect(await cancelled.wait())
            #expect(await failed.wait())
        }
    }

    @Test func blockedWriterIsFreedWhenThePeerLeaves() async throws {
        let freed = Event()
        let handler: Handler = { _ in
            .now(
                Response(
                    body: .stream { writer in
                        while (try? await writer.write([UInt8](repeating: 0x61, count: 100_000))) != nil {}
                        freed.happen()
                    }
                )
            )
        }
        try await withServer(handler: handler) { _, port in
            let client = try await RawClient.connect(port: port, receiveBuffer: 4096)
            try await client.send(Self.get)
            _ = try await client.read(count: 100_000)
            client.leaveAbruptly()
            #expect(await freed.wait())
        }
    }

    @Test func abortedBodyIsIncomplete() async throws {
        let handler: Handler = { _ in
            .now(
                Response(
                    body: .stream { writer in
                        try? await writer.write(Array("half".utf8))
                        await Task.yield()
                        writer.abort()
                    }
                )
            )
        }
        try await withServer(handler: handler) { _, port in
            let client = try await RawClient.connect(port: port)
            try await client.send(Self.get)
            #expect(try await client.readToEnd().hasSuffix("0\r\n\r\n") == false)
        }
    }

    @Test func headStartsNoProducer() async throws {
        let starts = Locked(0)
        let handler: Handler = { _ in .now(Response(body: .stream { _ in starts.withLock { $0 += 1 } })) }
        try await withServer(handler: handler) { _, port in
            let client = try await RawClient.connect(port: port)
            try await client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n")
            // Not a byte follows the head, not even the end of an empty chunked body.
            #expect(try await client.readToEnd().components(separatedBy: "\r\n\r\n").last == "")
            #expect(starts.withLock { $0 } == 0)
            let other = try await RawClient.connect(port: port)
            try await other.send(Self.get)
            try await other.read(until: "0\r\n\r\n")
            #expect(starts.withLock { $0 } == 1)
        }
    }

    @Test func statusWithoutContentStartsNoProducer() async throws {
        let handler: Handler = { _ in
            .now(Response(status: .notModified, body: .stream { try? await $0.write([0x61]) }))
        }
        try await withServer(handler: handler) { _, port in
            let client = try await RawClient.connect(port: port)
            for _ in 0..<2 {
                try await client.send(Self.get)
                #expect(try await client.readResponse(withoutBody: true).status == "HTTP/1.1 304 Not Modified")
            }
        }
    }

    @Test func streamAfterWaitingIsSent() async throws {
        let handler: Handler = { _ in
            .later { Response(body: .stream { try? await $0.write(Array("later".utf8)) }) }
        }
        try await withServer(handler: handler) { _, port in
            let client = try await RawClient.connect(port: port)
            try await client.send(Self.get)
            #expect(try await client.read(until: "0\r\n\r\n").hasSuffix("5\r\nlater\r\n0\r\n\r\n"))
        }
    }
}
