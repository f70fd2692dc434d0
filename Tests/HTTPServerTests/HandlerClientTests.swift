import HTTPServer
import HTTPTypes
import Testing

@Suite struct HandlerClientTests {
    private func send(
        _ method: HTTPRequest.Method = .get,
        _ response: Response,
        limit: Int = 1_000
    ) async throws -> (HTTPResponse, [UInt8]) {
        let request = HTTPRequest(method: method, scheme: "http", authority: "a.example", path: "/")
        return try await HandlerClient({ _ in .now(response) }, limit: limit).send(request)
    }

    @Test func aHandlerSeesWhatWasSent() async throws {
        let client = HandlerClient { request in
            let text =
                "\(request.method) \(request.target) \(request.authority ?? "") \(request.isSecure) \(request.body)"
            return .later { Response(status: .accepted, body: .bytes(Array(text.utf8))) }
        }
        let request = HTTPRequest(method: .post, scheme: "https", authority: "a.example:8", path: "/b?c=d")
        let (response, body) = try await client.send(request, body: [1, 2])
        #expect(response.status == .accepted)
        #expect(String(decoding: body, as: UTF8.self) == "POST /b?c=d a.example:8 true [1, 2]")
        #expect(response.headerFields[.contentLength] == String(body.count))
    }

    @Test func aStreamIsReadToItsEndAndHasNoLength() async throws {
        let (response, body) = try await send(
            .get,
            Response(
                body: .stream { writer in
                    try? await writer.write([1])
                    try? await writer.write([2, 3])
                }
            )
        )
        #expect(body == [1, 2, 3])
        #expect(response.headerFields[.contentLength] == nil)
    }

    @Test func headHasTheLengthAndNoContent() async throws {
        let (response, body) = try await send(.head, Response(body: .bytes([1, 2, 3])))
        #expect(body.isEmpty)
        #expect(response.headerFields[.contentLength] == "3")
    }

    @Test func aPartOfAFileIsRead() async throws {
        let slice = try FileSlice(path: #filePath, offset: 0, length: 6)
        #expect(try await send(.get, Response(body: .file(slice))).1 == Array("import".utf8))
    }

    @Test(arguments: [
        (Response.Body.hangUp, HandlerClient.Failure.connectionLost), (.reset, .connectionLost),
        (.garbage([1]), .badResponse),
        (.stream { $0.abort() }, .connectionLost), (.sizedStream(9) { try? await $0.write([1]) }, .connectionLost),
    ])
    func aBrokenAnswerIsNone(body: Response.Body, failure: HandlerClient.Failure) async throws {
        await #expect(throws: failure) { try await send(.get, Response(body: body)) }
    }

    @Test func aStreamEndsAtTheLimit() async throws {
        let (_, body) = try await send(
            .get,
            Response(
                body: .stream { writer in
                    while (try? await writer.write([1, 2, 3])) != nil {}
                }
            ),
            limit: 10
        )
        #expect(body.count == 9)
    }
}
