import HTTPServer
import HTTPTypes
import Testing

@testable import FalClient

/// What is URLSession's own way; the rest is in `TransportTests`.
@Suite(.timeLimit(.minutes(1))) struct URLSessionTransportTests {
    @Test func fieldsOfOneNameArriveAsOne() async throws {
        let name = HTTPField.Name.named("x-several")
        let handler: Handler = { _ in
            var fields: HTTPFields = [:]
            fields.append(HTTPField(name: name, value: "a"))
            fields.append(HTTPField(name: name, value: "b"))
            return .now(Response(headerFields: fields))
        }
        let server = Server(ServerConfiguration(listeners: [Listener()]), handler: handler)
        try server.start()
        let request = HTTPRequest(
            method: .get,
            scheme: "http",
            authority: "127.0.0.1:\(server.addresses[0].port)",
            path: "/"
        )
        let response = try? await URLSessionTransport().send(request, body: .none).0
        await server.stop()
        let values = try #require(response).headerFields[values: name]
        #expect(values.joined(separator: ",").filter { $0 != " " } == "a,b")
    }
}
