internal import ArgumentParser
internal import FalContract
internal import FalEmulator
internal import HTTPClient
internal import HTTPServer
internal import HTTPTypes
internal import QueueEngine

/// Where the target is, and the keys to use there.
struct ContractPlaces: ParsableArguments {
    @Option(help: "A target at one address: an emulator, or a mock with /queue, /run, /rest and /cdn below it.")
    var url: String?

    @Option(help: "The target's synchronous host.")
    var runURL: String?

    @Option(help: "The target's queue.")
    var queueURL: String?

    @Option(help: "The target's REST host: storage, tokens, keys of webhooks.")
    var restURL: String?

    @Option(help: "The target's CDN.")
    var cdnURL: String?

    @Option(help: "The target's proxy, which takes x-fal-target-url.")
    var proxyURL: String?

    @Option(help: "HOST:PORT to connect to whatever the host of a URL; without URLs, fal's own names are used.")
    var connect: String?

    @Option(help: "A file of certificate authorities to trust (PEM).")
    var ca: String?

    @Option(help: "The key of ordinary requests, as ID:SECRET. (default: FAL_KEY, for targets that are not Falsework)")
    var key: String?

    @Option(help: "Somebody else's key. (default: one made up, except on live)")
    var otherKey: String?

    @Option(help: "A key that does not exist. (default: one made up)")
    var invalidKey: String?

    @Option(help: "A key whose account is locked.")
    var lockedKey: String?

    @Option(help: "Seconds to wait for what takes time. (default: 15; on live 300)")
    var patience: Double?

    @Option(help: "The port that webhooks arrive at, on 127.0.0.1; 0: chosen by the system. (default: 0)")
    var webhookPort: UInt16?

    @Option(help: "What URLs of webhooks begin with, when the target reaches the port by another name.")
    var webhookURL: String?

    @Flag(name: .customLong("no-webhooks"), help: "Receive no webhooks.")
    var withoutWebhooks = false

    /// The longest patience, in seconds.
    private static let longestPatience = 3_600.0

    /// The target.
    func target(live: Bool, _ data: DataOptions, _ receiver: WebhookReceiver?) async throws -> ContractTarget {
        let own = [runURL, queueURL, restURL, cdnURL, proxyURL].compactMap(\.self)
        for url in own + [url].compactMap(\.self) where !(url.hasPrefix("http://") || url.hasPrefix("https://")) {
            throw Failure.unusable("'\(url)' is not http://… or https://…")
        }
        if live {
            guard url == nil, own.isEmpty else {
                throw Failure.unusable("--live has fal's own URLs; leave the others out")
            }
            guard let key = keys(withForeign: true).main else { throw Failure.unusable("--live needs FAL_KEY") }
            var keys = keys(withForeign: true)
            keys.main = key
            return try patient(
                .http(
                    name: "live",
                    kind: .live,
                    services: .live,
                    keys: keys,
                    receiver: webhookURL == nil ? nil : receiver,
                    options: try options()
                ),
                seconds: 300
            )
        }
        if let url {
            var target = try await asked {
                try await .discovered(
                    at: url,
                    keys: keys(withForeign: false),
                    receiver: receiver,
                    options: try options()
                )
            }
            target.services.run = runURL.map(Self.trimmed) ?? target.services.run
            target.services.queue = queueURL.map(Self.trimmed) ?? target.services.queue
            target.services.rest = restURL.map(Self.trimmed) ?? target.services.rest
            target.services.cdn = cdnURL.map(Self.trimmed) ?? target.services.cdn
            target.services.proxy = proxyURL ?? target.services.proxy
            if target.kind == .falsework { return target }
            target.keys = keys(withForeign: true)
            return try patient(target)
        }
        if own.isEmpty, connect == nil { return try Self.emulator(data, keys(withForeign: false), receiver) }
        var services = ServiceURLs()
        if own.isEmpty { services = .live }
        services.run = runURL.map(Self.trimmed) ?? services.run
        services.queue = queueURL.map(Self.trimmed) ?? services.queue
        services.rest = restURL.map(Self.trimmed) ?? services.rest
        services.cdn = cdnURL.map(Self.trimmed) ?? services.cdn
        services.proxy = proxyURL
        return try patient(
            .http(
                name: connect ?? services.queue ?? services.run ?? "target",
                services: services,
                keys: keys(withForeign: true),
                receiver: receiver,
                options: try options()
            )
        )
    }

    /// Another target, to compare with.
    func other(_ url: String, _ data: DataOptions, _ receiver: WebhookReceiver?) async throws -> ContractTarget {
        if url == "emulator" { return try Self.emulator(data, ContractKeys(), receiver) }
        return try await asked {
            try await .discovered(at: url, keys: ContractKeys(), receiver: receiver, options: try options())
        }
    }

    /// The emulator in this process, without a socket.
    private static func emulator(
        _ data: DataOptions,
        _ keys: ContractKeys,
        _ receiver: WebhookReceiver?
    ) throws -> ContractTarget {
        let models = try data.models()
        let scenarios = try data.scenarios(for: models, seed: 0)
        var configuration = EmulatorConfiguration()
        configuration.version = Version.current
        configuration.clock = .auto
        configuration.media.workers = MediaOptions.workers
        let emulator = Emulator(
            models: models,
            scenarios: scenarios,
            configuration: configuration,
            sendsWebhooks: WebhookSending.sender
        )
        let client = HandlerClient(emulator.handler)
        let base = "http://localhost"
        var services = ServiceURLs.prefixed(base)
        services.control = base
        return ContractTarget(
            name: "emulator",
            kind: .falsework,
            services: services,
            keys: keys,
            patience: .none,
            receiver: receiver
        ) { try await client.send($0, body: $1) }
    }

    private func keys(withForeign: Bool) -> ContractKeys {
        ContractKeys(
            main: key ?? Environment.text("contract-key") ?? (withForeign ? Environment.foreign("FAL_KEY") : nil),
            other: otherKey,
            invalid: invalidKey,
            locked: lockedKey
        )
    }

    private func options() throws -> HTTPClient.Options {
        var options = HTTPClient.Options()
        options.timeout = .seconds(60)
        options.authoritiesFile = ca
        if let connect {
            guard let colon = connect.lastIndex(of: ":"), let port = UInt16(connect[connect.index(after: colon)...])
            else {
                throw Failure.unusable("--connect: '\(connect)' is not HOST:PORT")
            }
            options.connections = [.init(targetHost: String(connect[..<colon]), targetPort: Int(port))]
        }
        return options
    }

    private func patient(_ target: ContractTarget, seconds usual: Double = 15) throws -> ContractTarget {
        let seconds = try Environment.value(patience, "patience", default: usual)
        guard seconds > 0, seconds <= Self.longestPatience else {
            throw Failure.unusable(
                "--patience: \(seconds) is not a number of seconds up to \(Int(Self.longestPatience))"
            )
        }
        var target = target
        target.patience = Patience(
            seconds: seconds,
            interval: target.kind == .live ? .milliseconds(500) : .milliseconds(25)
        )
        return target
    }

    private func asked(_ target: () async throws -> ContractTarget) async throws -> ContractTarget {
        do {
            return try await target()
        } catch let error as ContractError {
            throw Failure(message: error.message, status: 3)
        }
    }

    private static func trimmed(_ url: String) -> String { url.hasSuffix("/") ? String(url.dropLast()) : url }
}
