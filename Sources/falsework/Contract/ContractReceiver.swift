internal import FalContract
internal import HTTPServer
internal import HTTPTypes

/// Listens on this machine for the webhooks that cases wait for.
struct ContractReceiver {
    /// Where they go.
    let inboxes: WebhookReceiver
    private let server: Server

    /// Starts listening; nil when no webhooks are wanted.
    static func started(_ places: ContractPlaces) async throws -> ContractReceiver? {
        if places.withoutWebhooks { return nil }
        // The port is known only when the server has started, and the server needs to know whom to tell.
        let relay = Relay()
        var configuration = ServerConfiguration(listeners: [Listener(host: "127.0.0.1", port: places.webhookPort ?? 0)])
        configuration.threads = 1
        let server = Server(configuration) { request in
            .later {
                guard let inboxes = await relay.inboxes else { return Response(status: .serviceUnavailable) }
                let status = await inboxes.receive(
                    path: request.target,
                    headerFields: request.headerFields,
                    body: request.body
                )
                var fields: HTTPFields = [:]
                if 300...399 ~= status { fields[.location] = "/hook/elsewhere" }
                return Response(status: HTTPResponse.Status(code: status), headerFields: fields)
            }
        }
        do throws(ServerError) {
            try server.start()
        } catch {
            throw Failure.unusable("--webhook-port: \(error.message)")
        }
        let own = "http://127.0.0.1:\(server.addresses.first?.port ?? 0)"
        let base = places.webhookURL ?? own
        let inboxes = WebhookReceiver(baseURL: base.hasSuffix("/") ? String(base.dropLast()) : base)
        await relay.set(inboxes)
        return ContractReceiver(inboxes: inboxes, server: server)
    }

    /// Stops listening.
    func stop() {
        Task { [server] in await server.stop(grace: .zero) }
    }

    private actor Relay {
        private(set) var inboxes: WebhookReceiver?

        func set(_ inboxes: WebhookReceiver) { self.inboxes = inboxes }
    }
}
