import HTTPServer
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(1))) struct SizedStreamTests {
    private static let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"

    private func stream(
        _ length: UInt64,
        status: HTTPResponse.Status = .ok,
        _ produce: @escaping @Sendable (BodyWriter) async -> Void
    ) -> Handler {
        { request in
            let response = Response(status: status, body: .sizedStream(length, produce))
            return request.target == "/later" ? .later { response } : .now(response)
        }
    }

    @Test(arguments: ["/", "/later"])
    func completeBodyHasItsLengthAndKeepsTheConnection(target: String) async throws {
        let handler = stream(10) { writer in
            for text in ["01", "234", "56789"] {
                try? await writer.write(Array(text.utf8))
                await Task.yield()
            }
        }
        try await withServer(handler: handler) { _, port in
            let client = try await RawClient.connect(port: port)
            for _ in 0..<3 {
                let response = try await client.exchange("GET \(target) HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(response.fields("content-length") == ["10"])
                #expect(response.fields("transfer-encoding") == [])
                #expect(response.body == "0123456789")
            }
        }
    }

    @Test func bodyLargerThanTheBuffersArrives() async throws {
        let chunk = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let handler = stream(1_000_000) { writer in
            for _ in 0..<10 { try? await writer.write(chunk) }
        }
        try await withServer(handler: handler) { _, port in
            let client = try await RawClient.connect(port: port, receiveBuffer: 4096)
            try await client.send(Self.get)
            try await client.read(until: "\r\n\r\n")
            for _ in 0..<10 { #expect(try await client.read(count: 100_000) == chunk) }
            try await client.send(Self.get)
            try await client.read(until: "\r\n\r\n")
        }
    }

    /// Each way to write less than was announced ends after exactly what was written.
    @Test(arguments: [true, false])
    func bodyThatEndsEarlyIsCutThere(isAborted: Bool) async throws {
        let handler = stream(1000) { writer in
            try? await writer.write([UInt8](repeating: 0x61, count: 400))
            if isAborted { writer.abort() }
        }
        try await withServer(handler: handler) { _, port in
            let client = try await RawClient.connect(port: port)
            try await client.send(Self.get)
            let head = RawResponse(head: try await client.read(until: "\r\n\r\n"))
            #expect(head.fields("content-length") == ["1000"])
            let (bytes, wasReset) = try await client.readToEnding()
            #expect(bytes == [UInt8](repeating: 0x61, count: 400))
            #expect(!wasReset)
        }
    }

    @Test func bodyMayBeCutBeforeItsFirstByte() async throws {
        let handler = stream(1000) { $0.abort() }
        try await withServer(handler: handler) { _, port in
            let client = try await RawClient.connect(port: port)
            try await client.send(Self.get)
            let answer = try await client.readToEnd()
            #expect(answer.lowercased().contains("content-length: 1000\r\n"))
            #expect(answer.hasSuffix("\r\n\r\n"))
        }
    }

    @Test func whatGoesBeyondTheLengthIsNotSent() async throws {
        let handler = stream(5) { writer in
            while (try? await writer.write(Array("0123456789".utf8))) != nil {}
        }
        try await withServer(handler: handler) { _, port in
            let client = try await RawClient.connect(port: port)
            #expect(try await client.exchange(Self.get).body == "01234")
            #expect(try await client.exchange(Self.get).body == "01234")
        }
    }

    @Test func abortSendsWhatWasWrittenBefore() async throws {
        let handler: Handler = { _ in
            .now(
                Response(
                    body: .stream { writer in
                        try? await writer.write([UInt8](repeating: 0x61, count: 50_000))
                        writer.abort()
                        await #expect(throws: (any Error).self) { try await writer.write([0x62]) }
                    }
                )
            )
        }
        try await withServer(handler: handler) { _, port in
            let client = try await RawClient.connect(port: port)
            try await client.send(Self.get)
            try await client.read(until: "\r\n\r\n")
            let bytes = try await client.readToEnding().bytes
            #expect(bytes.count { $0 == 0x61 } == 50_000)
            #expect(!bytes.suffix(5).elementsEqual("0\r\n\r\n".utf8), "the end of a chunked body")
        }
    }

    @Test func headHasTheLengthAndStartsNoProducer() async throws {
        let starts = Locked(0)
        let handler = stream(7) { writer in
            starts.withLock { $0 += 1 }
            try? await writer.write(Array("seventh".utf8))
        }
        try await withServer(handler: handler) { _, port in
            let client = try await RawClient.connect(port: port)
            for _ in 0..<2 {
                try await client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n")
                let head = try await client.readResponse(withoutBody: true)
                #expect(head.fields("content-length") == ["7"])
            }
            #expect(starts.withLock { $0 } == 0)
            #expect(try await client.exchange(Self.get).body == "seventh")
        }
    }

    @Test(arguments: [(UInt64(0), HTTPResponse.Status.ok), (7, .noContent), (7, .notModified)])
    func answerWithoutContentStartsNoProducer(length: UInt64, status: HTTPResponse.Status) async throws {
        let handler = stream(length, status: status) { _ in Issue.record("nobody asked for it") }
        try await withServer(handler: handler) { _, port in
            let client = try await RawClient.connect(port: port)
            for _ in 0..<2 {
                try await client.send(Self.get)
                #expect(try await client.readResponse(withoutBody: true).code == status.code)
            }
        }
    }

    @Test func producerIsCancelledWhenThePeerLeaves() async throws {
        let cancelled = Event()
        let handler = stream(1000) { writer in
            try? await writer.write([0x61])
            await Event().wait()
            if Task.isCancelled { cancelled.happen() }
        }
        try await withServer(handler: handler) { _, port in
            let client = try await RawClient.connect(port: port)
            try await client.send(Self.get)
            try await client.read(until: "a")
            client.leaveAbruptly()
            #expect(await cancelled.wait())
        }
    }

    @Test func peersOfTLSSeeTheCut() async throws {
        let handler = stream(1000) { try? await $0.write([UInt8](repeating: 0x61, count: 400)) }
        try await withServer(.test(listeners: [Listener(tls: testIdentity)]), handler: handler) { _, port in
            let answer = try await curl("https://127.0.0.1:\(port)/")
            #expect(answer.status == 18, "a partial file")
            #expect(answer.body.utf8.count == 400)
        }
    }

    @Test func writersCanBeMadeByHand() async throws {
        let written = Locked<[UInt8]>([])
        let isAborted = Locked(false)
        let writer = BodyWriter { bytes in
            written.withLock { $0 += bytes }
        } abort: {
            isAborted.withLock { $0 = true }
        }
        try await writer.write([1, 2])
        try await writer.write([3])
        writer.abort()
        #expect(written.withLock { $0 } == [1, 2, 3])
        #expect(isAborted.withLock { $0 })
    }
}
