internal import ArgumentParser
internal import FalEmulator
internal import Logging
internal import QueueEngine

/// How the emulator behaves, for the commands that run one.
struct EmulatorOptions: ParsableArguments {
    @Option(help: "How many times as fast as real time the worlds run. (default: 1)")
    var speed: Double?

    @Option(help: "The clock of new worlds: real, manual (stands still until told) or auto (jumps). (default: real)")
    var clock: ClockKind?

    @Option(help: "What requests without the header x-falsework-scenario meet, as the header says it.")
    var scenario: String?

    @Option(help: "What ids are derived from; the same seed gives the same ids. (default: 0)")
    var seed: UInt64?

    @Option(help: "How much is logged, to standard error. (default: info; with exec: error)")
    var logLevel: LogLevel?

    @Option(help: "What every URL in a body begins with. (default: as the caller came)")
    var publicURL: String?

    @Option(
        help: "The directory below which uploads are kept until the end. (default: the system's for temporary files)"
    )
    var storage: String?

    @Option(help: "How many requests of one endpoint run at a time. (default: 8)")
    var runners: Int?

    @Option(help: "How many threads serve each port. (default: 4)")
    var threads: Int?

    @Option(
        help: "A host that webhooks may go to beside this machine; repeatable (FALSEWORK_ALLOW_WEBHOOKS: with commas)."
    )
    var allowWebhooks: [String] = []

    @OptionGroup var media: MediaOptions

    @Flag(help: "Exit with status 1 if requests were submitted and never fetched, cancelled, nor delivered.")
    var failOnOrphans = false

    @Flag(help: "Check results against their documents; exit with status 1 if one did not satisfy its own.")
    var selfCheck = false

    /// What ids and samples of outputs are derived from.
    func seedValue() throws -> UInt64 { try Environment.value(seed, "seed", default: 0) }

    /// Whether forgotten requests are a failure.
    func failsOnOrphans() throws -> Bool {
        try failOnOrphans || Environment.value(nil as Bool?, "fail-on-orphans", default: false)
    }

    /// How many threads serve each port.
    func threadCount() throws -> Int {
        let threads = try Environment.value(threads, "threads", default: 4)
        guard (1...64).contains(threads) else { throw Failure.unusable("--threads: \(threads) is not from 1 to 64") }
        return threads
    }

    /// Where messages go.
    func logger(default level: LogLevel) throws -> Logger {
        var logger = Logger(label: "falsework", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = try Environment.value(logLevel, "log-level", default: level).level
        return logger
    }

    /// The emulator's configuration.
    /// - Parameter catalog: where the scenario is looked for.
    func configuration(_ catalog: ScenarioCatalog) throws -> EmulatorConfiguration {
        var configuration = EmulatorConfiguration()
        configuration.version = Version.current
        let speed = try Environment.value(speed, "speed", default: 1)
        guard speed.isFinite, speed > 0 else { throw Failure.unusable("--speed: \(speed) is not more than 0") }
        switch try Environment.value(clock, "clock", default: .real) {
        case .real: configuration.clock = .scaled(speed: speed)
        case .manual: configuration.clock = .manual
        case .auto: configuration.clock = .auto
        }
        configuration.seed = try seedValue()
        configuration.checksItself = try selfCheck || Environment.value(nil as Bool?, "self-check", default: false)
        configuration.storage.directory = try Environment.optional(storage, "storage")
        let runners = try Environment.value(runners, "runners", default: configuration.queue.runners)
        guard runners >= 1 else { throw Failure.unusable("--runners: \(runners) is not at least 1") }
        configuration.queue.runners = runners
        configuration.allowedWebhooks = try HostPatterns.read(allowWebhooks, "allow-webhooks")
        configuration.media = try media.configuration()
        configuration.media.directory = configuration.storage.directory
        if let url = try Environment.optional(publicURL, "public-url") {
            guard url.hasPrefix("http://") || url.hasPrefix("https://"), !url.hasSuffix("/") else {
                throw Failure.unusable("--public-url: '\(url)' is not http://… or https://… without a slash at its end")
            }
            configuration.publicURL = url
        }
        if let scenario = try Environment.optional(scenario, "scenario") {
            do throws(LoadError) {
                try configuration.choose(scenario: scenario, of: catalog)
            } catch {
                throw Failure.unusable("--scenario: \(error.reason)")
            }
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

/// Options that name hosts.
enum HostPatterns {
    /// Reads what was given, else the twin in the environment, with commas.
    static func read(_ given: [String], _ option: String) throws(Failure) -> [WebhookPattern] {
        let texts = given.isEmpty ? (Environment.text(option) ?? "").split(separator: ",").map(String.init) : given
        var patterns: [WebhookPattern] = []
        for text in texts {
            guard let pattern = WebhookPattern(text) else {
                throw .unusable("--\(option): '\(text)' is not \(WebhookPattern.forms)")
            }
            patterns.append(pattern)
        }
        return patterns
    }
}
