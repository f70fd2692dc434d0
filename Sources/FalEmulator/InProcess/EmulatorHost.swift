internal import HTTPServer
internal import QueueEngine
internal import TLSKit

/// What an emulator in this process consists of: the service, and the server in front of it.
final class EmulatorHost: Sendable {
    let emulator: Emulator
    let url: String
    let secureURL: String?
    let authorityPEM: String?
    private let server: Server?
    private let worlds = Locked(0)

    /// How long the certificates are valid, in days.
    private static let validDays = 30
    /// What listens nowhere is addressed by.
    private static let nowhere = "http://falsework.localhost"

    init(_ options: LocalEmulator.Options) throws {
        let time = TimeSource.system
        let (models, scenarios) = try CheckoutData.catalogs(openapi: options.openapi, fixtures: options.fixtures)
        var configuration = EmulatorConfiguration()
        configuration.clock = options.clock.queueMode
        configuration.seed = options.seed
        configuration.allowedWebhooks = options.allowedWebhooks
        emulator = Emulator(
            models: models,
            scenarios: scenarios,
            configuration: configuration,
            time: time,
            sendsWebhooks: options.webhookSender ?? { _ in .unreachable("this emulator sends no webhooks") },
            logger: options.logger
        )
        guard options.listens else {
            (server, url, secureURL, authorityPEM) = (nil, Self.nowhere, nil, nil)
            return
        }
        var listeners = [Listener()]
        var authority: CertificateAuthority?
        if options.isSecure {
            let now = time.now().microseconds / 1_000_000
            let made = try CertificateAuthority.generate(
                commonName: "Falsework in process",
                validDays: Self.validDays,
                now: now
            )
            let identity = try made.issue(
                commonName: "localhost",
                names: ServedNames.all,
                addresses: ["127.0.0.1", "::1"],
                validDays: Self.validDays,
                now: now
            )
            let tls = TLSIdentity(
                certificateChainPEM: identity.certificatePEM,
                privateKeyPEM: identity.privateKeyPEM
            )
            listeners.append(Listener(tls: tls))
            authority = made
        }
        var serving = ServerConfiguration(listeners: listeners)
        serving.threads = 2
        serving.chooseBody = emulator.bodyChooser
        let server = Server(serving, handler: emulator.handler)
        try server.start()
        let addresses = server.addresses
        self.server = server
        authorityPEM = authority?.certificatePEM
        url = addresses.first { !$0.isSecure }.map { "http://127.0.0.1:\($0.port)" } ?? Self.nowhere
        secureURL = addresses.first { $0.isSecure }.map { "https://127.0.0.1:\($0.port)" }
    }

    /// A world of a key that was not used yet.
    func makeWorld(clock: WorldClock.Mode?) -> FalWorld {
        let number = worlds.withLock { number in
            number += 1
            return number
        }
        let world = FalWorld(host: self, id: "test-\(number)", secret: "in-process")
        if let clock { world.clock.run(clock) }
        return world
    }

    func stop() async {
        await server?.stop()
        emulator.removeUploads()
    }
}
