internal import ArgumentParser
internal import FalEmulator
internal import HTTPServer
internal import Logging
internal import QueueEngine

/// `falsework serve`: runs the emulator until it is told to stop.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the emulator until SIGINT or SIGTERM."
    )

    @OptionGroup var place: PlaceOptions
    @OptionGroup var data: DataOptions

    @Option(help: "How many times as fast as real time the worlds run. (default: 1)")
    var speed: Double?

    @Option(help: "The clock of new worlds: real, manual (stands still until told) or auto (jumps). (default: real)")
    var clock: ClockKind?

    @Option(help: "What ids are derived from; the same seed gives the same ids. (default: 0)")
    var seed: UInt64?

    @Option(help: "How much is logged, to standard error. (default: info)")
    var logLevel: LogLevel?

    @Option(
        name: .customLong("key"),
        help: "A key that exists, as ID:SECRET; repeatable (FALSEWORK_KEY: with commas). Without: every key does."
    )
    var keys: [String] = []

    @Option(help: "What every URL in a body begins with. (default: as the caller came)")
    var publicURL: String?

    @Option(help: "How many requests of one endpoint run at a time. (default: 8)")
    var runners: Int?

    @Option(help: "How many threads serve each port. (default: 4)")
    var threads: Int?

    @Option(
        help: "A host that webhooks may go to beside this machine; repeatable (FALSEWORK_ALLOW_WEBHOOKS: with commas)."
    )
    var allowWebhooks: [String] = []

    @Option(help: "A port that serves control, and no other does then; 0: a free one. (default: with everything else)")
    var controlPort: UInt16?

    @Flag(
        inversion: .prefixedNo,
        help: "Read the fixtures anew when they change; a broken set never replaces a good one."
    )
    var watch = true

    @Flag(help: "Exit with status 1 if requests were submitted and never fetched, cancelled, nor delivered.")
    var failOnOrphans = false

    @OptionGroup var authority: AuthorityOptions

    mutating func run() async throws {
        let place = try place.resolved()
        var configuration = try emulatorConfiguration()
        let controlPort = try Environment.optional(controlPort, "control-port")
        configuration.hasControlPort = controlPort != nil
        let level = try Environment.value(logLevel, "log-level", default: .info)
        let threads = try Environment.value(threads, "threads", default: 4)
        guard (1...64).contains(threads) else { throw Failure.unusable("--threads: \(threads) is not from 1 to 64") }
        var logger = Logger(label: "falsework", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = level.level

        let models = try data.models()
        let library = ScenarioLibrary(try data.scenarios(for: models))
        let certificates = try authority.certificates(in: place.state)
        let emulator = Emulator(
            models: models,
            library: library,
            configuration: configuration,
            sendsWebhooks: WebhookSending.sender,
            logger: logger
        )
        var server = ServerConfiguration(listeners: [
            Listener(host: place.host, port: place.port),
            Listener(host: place.host, port: place.httpsPort, tls: try certificates.identity(for: place.host)),
        ])
        server.threads = threads
        // libmicrohttpd clears as much memory for each request.
        server.maximumHeadBytes = 16 * 1024
        server.log = { [logger] in logger.warning("\($0)") }

        let stop = Termination()
        let running = Server(server, handler: emulator.handler)
        var controlServer = server
        controlServer.threads = 1
        controlServer.listeners = controlPort.map { [Listener(host: place.host, port: $0)] } ?? []
        let control = controlPort.map { _ in Server(controlServer, handler: emulator.controlHandler) }
        do throws(ServerError) {
            try running.start()
            try control?.start()
        } catch {
            throw Failure.failed(error.message)
        }
        Console.line("falsework \(Version.current)")
        for address in running.addresses {
            let scheme = address.isSecure ? "https" : "http"
            let bound = Place(host: address.host, port: 0, httpsPort: 0)
            Console.line("  \(scheme)://\(bound.urlHost):\(address.port)")
        }
        for address in control?.addresses ?? [] {
            let bound = Place(host: address.host, port: 0, httpsPort: 0)
            Console.line("  control: http://\(bound.urlHost):\(address.port)")
        }
        Console.line("  certificate authority: \(certificates.certificatePath)")
        for id in models.ids { Console.line("  \(id)") }
        Console.line("Ready.")
        let watcher = watch ? Task { await Self.watch(library, logger) } : nil
        await stop.signal()
        watcher?.cancel()
        await running.stop(grace: .milliseconds(500))
        await control?.stop(grace: .milliseconds(100))
        try report(emulator.orphans())
    }

    /// Looks once a second whether the fixtures have changed.
    private static func watch(_ library: ScenarioLibrary, _ logger: Logger) async {
        while (try? await Task.sleep(for: .seconds(1))) != nil {
            switch library.reloadIfChanged() {
            case .unchanged: break
            case .replaced: logger.info("the fixtures have changed and are read anew")
            case .kept(let errors):
                for error in errors.prefix(20) { logger.error("\(error); the old scenarios stay") }
            }
        }
    }

    /// Says which requests nobody cared for; they are what a test that passes has forgotten.
    private func report(_ orphans: (count: Int, lines: [String])) throws {
        guard orphans.count > 0 else { return }
        Console.line("\(orphans.count) submitted and never fetched, cancelled, nor delivered:")
        for line in orphans.lines { Console.line("  " + line) }
        if orphans.count > orphans.lines.count { Console.line("  and \(orphans.count - orphans.lines.count) more") }
        if try failOnOrphans || Environment.value(nil as Bool?, "fail-on-orphans", default: false) { throw ExitCode(1) }
    }

    private func emulatorConfiguration() throws -> EmulatorConfiguration {
        var configuration = EmulatorConfiguration()
        configuration.version = Version.current
        let speed = try Environment.value(speed, "speed", default: 1)
        guard speed.isFinite, speed > 0 else { throw Failure.unusable("--speed: \(speed) is not more than 0") }
        switch try Environment.value(clock, "clock", default: .real) {
        case .real: configuration.clock = .scaled(speed: speed)
        case .manual: configuration.clock = .manual
        case .auto: configuration.clock = .auto
        }
        configuration.seed = try Environment.value(seed, "seed", default: 0)
        let runners = try Environment.value(runners, "runners", default: configuration.queue.runners)
        guard runners >= 1 else { throw Failure.unusable("--runners: \(runners) is not at least 1") }
        configuration.queue.runners = runners
        let texts = keys.isEmpty ? (Environment.text("key") ?? "").split(separator: ",").map(String.init) : keys
        for text in texts {
            guard let key = Credentials(text) else { throw Failure.unusable("--key: not of the form ID:SECRET") }
            configuration.keys.append(key)
        }
        let hosts =
            allowWebhooks.isEmpty
            ? (Environment.text("allow-webhooks") ?? "").split(separator: ",").map(String.init) : allowWebhooks
        for host in hosts {
            guard let pattern = WebhookPattern(host) else {
                throw Failure.unusable("--allow-webhooks: '\(host)' is not \(WebhookPattern.forms)")
            }
            configuration.allowedWebhooks.append(pattern)
        }
        if let url = try Environment.optional(publicURL, "public-url") {
            guard url.hasPrefix("http://") || url.hasPrefix("https://"), !url.hasSuffix("/") else {
                throw Failure.unusable("--public-url: '\(url)' is not http://… or https://… without a slash at its end")
            }
            configuration.publicURL = url
        }
        return configuration
    }
}

/// The clocks that worlds can start with.
enum ClockKind: String, CaseIterable, ExpressibleByArgument {
    case real
    case manual
    case auto
}
