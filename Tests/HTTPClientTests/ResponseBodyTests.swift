import HTTPClient
import HTTPServer
import HTTPTypes
import Testing

@Suite struct ResponseBodyTests {
    @Test func theHeadComesBeforeTheBody() async throws {
        let server = try LoopbackServer(.open("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"))
        let (response, body) = try await patientClient().open(request(server.port))
        #expect(response.headerFields[.contentType] == "text/event-stream")
        _ = body
    }

    @Test func theHeadOfAFollowedRedirectIsNotTheAnswer() async throws {
        let redirect = "HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 3\r\n\r\nold"
        let server = try LoopbackServer([.bytes(redirect), .open("HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\n")])
        var options = HTTPClient.Options()
        options.maximumRedirects = 3
        let (response, body) = try await HTTPClient(options).open(request(server.port))
        #expect(response.status == .created)
        _ = body
    }

    @Test func piecesComeAsTheyAreSent() async throws {
        let (next, send) = AsyncStream.makeStream(of: [UInt8]?.self)
        let handler: Handler = { _ in
            .now(
                Response(
                    body: .stream { writer in
                        for await bytes in next {
                            guard let bytes, (try? await writer.write(bytes)) != nil else { return }
                        }
                    }
                )
            )
        }
        try await withServer(handler) { port in
            send.yield("one".bytes)
            let (_, body) = try await patientClient().open(request(port))
            let pieces = body.makeAsyncIterator()
            #expect(try await pieces.next() == "one".bytes)
            send.yield("two".bytes)
            #expect(try await pieces.next() == "two".bytes)
            send.yield(nil)
            #expect(try await pieces.next() == nil)
            #expect(try await pieces.next() == nil)
        }
    }

    @Test func aLongAnswerIsTakenWithoutLoss() async throws {
        let (size, part) = (8 * 1024 * 1024, 100_000)
        let handler: Handler = { _ in
            .now(
                Response(
                    body: .stream { writer in
                        for start in stride(from: 0, to: size, by: part) {
                            guard (try? await writer.write(pattern(min(part, size - start), from: start))) != nil else {
                                return
                            }
                        }
                    }
                )
            )
        }
        try await withServer(handler) { port in
            let (_, body) = try await patientClient().open(request(port))
            var largest = 0
            var position = 0
            for try await piece in body {
                #expect(piece == pattern(piece.count, from: position))
                position += piece.count
                largest = max(largest, piece.count)
            }
            #expect(position == size)
            // The window and one buffer of curl's.
            #expect(largest < 128 * 1024)
        }
    }

    @Test func whatCameBeforeAnErrorIsGiven() async throws {
        let server = try LoopbackServer(.bytes("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"))
        let (_, body) = try await patientClient().open(request(server.port))
        let pieces = body.makeAsyncIterator()
        #expect(try await pieces.next() == "abc".bytes)
        #expect(await code { () throws(HTTPClientError) in _ = try await pieces.next() } == .connectionLost)
        #expect(await code { () throws(HTTPClientError) in _ = try await pieces.next() } == .connectionLost)
    }

    @Test func aBodyThatIsDroppedEndsTheTransfer() async throws {
        let server = try LoopbackServer(.open("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"))
        do {
            let (_, body) = try await patientClient().open(request(server.port))
            #expect(try await body.makeAsyncIterator().next() == "abc".bytes)
        }
        #expect(await server.events.contains(.clientHungUp))
    }

    @Test func anEndlessAnswerEndsWhenNobodyReads() async throws {
        let server = try LoopbackServer(
            .endless("HTTP/1.1 200 OK\r\n\r\n", String(repeating: "x", count: 10_000))
        )
        do {
            let (_, body) = try await patientClient().open(request(server.port))
            #expect(try await body.makeAsyncIterator().next()?.first == UInt8(ascii: "x"))
        }
        #expect(await server.events.contains(.clientHungUp))
    }

    @Test func cancellingTheReaderEndsTheTransfer() async throws {
        let server = try LoopbackServer(.open("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"))
        let (_, body) = try await patientClient().open(request(server.port))
        #expect(try await body.makeAsyncIterator().next() == "abc".bytes)
        let task = Task { await code { () throws(HTTPClientError) in _ = try await body.makeAsyncIterator().next() } }
        task.cancel()
        #expect(await task.value == .cancelled)
        #expect(await server.events.contains(.clientHungUp))
    }

    @Test func theDeadlineHoldsForTheBodyToo() async throws {
        let server = try LoopbackServer(.open("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"))
        var options = HTTPClient.Options()
        options.timeout = .milliseconds(200)
        let (_, body) = try await HTTPClient(options).open(request(server.port))
        #expect(await code { () throws(HTTPClientError) in _ = try await collected(body) } == .timedOut)
    }

    @Test func theContentIsNotDecoded() async throws {
        // Not gzip at all: whoever decodes it fails.
        let server = try LoopbackServer(
            .bytes("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc")
        )
        let (response, body) = try await patientClient().send(request(server.port))
        #expect(response.headerFields[.contentEncoding] == "gzip")
        #expect(body == "abc".bytes)
    }
}
