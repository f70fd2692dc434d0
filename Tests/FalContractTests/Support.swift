import FalContract
import FalEmulator
import HTTPClient
import HTTPServer
import HTTPTypes
import MediaTools
import QueueEngine
import TLSKit
import TestMedia

/// The repository's documents and fixtures, read once.
enum Repository {
    static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    static let models = Result { try ModelCatalog(directory: root + "/openapi") }
    static let scenarios = Result {
        try ScenarioCatalog(directory: root + "/fixtures", models: try models.get())
    }
}

/// What looks into files: one pool for all, with room for all of them at once.
enum MediaBench {
    static let workers: MediaWorkers = {
        var configuration = MediaWorkers.Configuration(program: Place.helper)
        configuration.queueLimit = 10_000
        configuration.probeDeadline = .seconds(60)
        configuration.assemblyDeadline = .seconds(60)
        return MediaWorkers(configuration)
    }()
}

/// What happens to a webhook on its way.
typealias WebhookChange = @Sendable (HTTPFields, [UInt8]) -> (HTTPFields, [UInt8])?

/// An emulator for cases, with a receiver that its webhooks are handed to.
struct ContractBench {
    static let address = "http://localhost:8787"

    let emulator: Emulator
    let receiver = WebhookReceiver(baseURL: "http://127.0.0.1:1")

    /// - Parameters:
    ///   - change: what is done to each webhook; nil drops it.
    ///   - isRetrying: whether the emulator learns that a webhook was not taken.
    ///   - documents: a directory of other OpenAPI documents than the repository's.
    init(
        _ configure: (inout EmulatorConfiguration) -> Void = { _ in },
        webhooks change: @escaping WebhookChange = { ($0, $1) },
        isRetrying: Bool = true,
        copies: Int = 1,
        documents: String? = nil
    ) throws {
        var configuration = EmulatorConfiguration()
        configuration.clock = .auto
        configuration.media.workers = MediaBench.workers
        configure(&configuration)
        let models = try documents.map { try ModelCatalog(directory: $0) }
        emulator = Emulator(
            models: try models ?? Repository.models.get(),
            scenarios: try models.map { try ScenarioCatalog(directory: Repository.root + "/fixtures", models: $0) }
                ?? Repository.scenarios.get(),
            configuration: configuration,
            sendsWebhooks: { [receiver] message in
                guard let (fields, body) = change(message.headerFields, message.body) else {
                    return .answered(status: 200)
                }
                var status = 200
                for _ in 0..<copies {
                    status = await receiver.receive(
                        path: message.target.path,
                        headerFields: fields,
                        body: body
                    )
                }
                return .answered(status: isRetrying ? status : 200)
            }
        )
    }

    /// The emulator as a target without a socket.
    func target(_ change: (@escaping Handler) -> Handler = { $0 }) -> ContractTarget {
        let client = HandlerClient(change(emulator.handler))
        var services = ServiceURLs.prefixed(Self.address)
        services.control = Self.address
        return ContractTarget(
            name: "handler",
            kind: .falsework,
            services: services,
            patience: .none,
            receiver: receiver
        ) { try await client.send($0, body: $1) }
    }

    /// The emulator behind a socket of its own, for as long as the body runs.
    func overSocket<Value>(_ body: (ContractTarget) async throws -> Value) async throws -> Value {
        try await serving(Listener()) { port in
            let base = "http://127.0.0.1:\(port)"
            var services = ServiceURLs.prefixed(base)
            services.control = base
            return try await body(
                .http(
                    name: "socket",
                    kind: .falsework,
                    services: services,
                    patience: .none,
                    receiver: receiver
                )
            )
        }
    }

    /// The emulator behind TLS and fal's own names.
    func overTLS<Value>(
        kind: ContractTarget.Kind = .falsework,
        keys: ContractKeys = ContractKeys(),
        _ change: (@escaping Handler) -> Handler = { $0 },
        _ body: (ContractTarget) async throws -> Value
    ) async throws -> Value {
        let (identity, authority) = try TestAuthority.issued.get()
        return try await serving(Listener(tls: identity), change) { port in
            var options = HTTPClient.Options()
            options.authoritiesPEM = authority
            options.trustsSystemAuthorities = false
            options.connections = [.init(targetHost: "127.0.0.1", targetPort: Int(port))]
            var services = ServiceURLs.live
            if kind == .falsework {
                services.control = "https://fal.run"
                services.proxy = "https://fal.run/api/fal/proxy"
            }
            return try await body(
                .http(
                    name: "tls",
                    kind: kind,
                    services: services,
                    keys: keys,
                    patience: .none,
                    receiver: kind == .live ? nil : receiver,
                    options: options
                )
            )
        }
    }

    private func serving<Value>(
        _ listener: Listener,
        _ change: (@escaping Handler) -> Handler = { $0 },
        _ body: (UInt16) async throws -> Value
    ) async throws -> Value {
        var configuration = ServerConfiguration(listeners: [listener])
        configuration.chooseBody = emulator.bodyChooser
        let server = Server(configuration, handler: change(emulator.handler))
        try server.start()
        do {
            let value = try await body(server.addresses[0].port)
            await server.stop(grace: .zero)
            return value
        } catch {
            await server.stop(grace: .zero)
            throw error
        }
    }
}

/// A certificate for fal's names, made once.
enum TestAuthority {
    static let issued = Result {
        let now = WallTime.seconds()
        let authority = try CertificateAuthority.generate(
            commonName: "Contract tests",
            validDays: 2,
            now: now
        )
        let identity = try authority.issue(
            commonName: "fal.run",
            names: ["fal.run", "*.fal.run", "*.fal.ai", "fal.media", "*.fal.media"],
            addresses: ["127.0.0.1"],
            validDays: 1,
            now: now
        )
        return (
            TLSIdentity(
                certificateChainPEM: identity.certificatePEM,
                privateKeyPEM: identity.privateKeyPEM
            ),
            authority.certificatePEM
        )
    }
}

/// The machine's time of day, for certificates.
enum WallTime {
    static func seconds() -> Int64 { TimeSource.system.now().microseconds / 1_000_000 }
}
