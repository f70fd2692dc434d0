internal import FalEmulator
internal import ForwardProxy
internal import HTTPServer
internal import Logging
internal import MediaTools

/// The emulator and everything that it listens on.
struct RunningEmulator {
    /// What it is made of.
    struct Parts {
        let place: Place
        let data: DataOptions
        let options: EmulatorOptions
        let egress: EgressOptions
        let certificates: CertificateStore
        let logger: Logger
        /// The keys that exist; empty: all do.
        var keys: [Credentials] = []
        var controlPort: UInt16?
        var proxyPort: UInt16?
        var watches = true
    }

    let models: ModelCatalog
    let server: Server
    let control: Server?
    let proxy: ForwardProxy?
    /// What is to be said when files cannot be looked into; nil when they can.
    let mediaNotice: String?
    private let media: MediaWorkers?
    private let emulator: Emulator
    private let watcher: Task<Void, Never>?

    /// Starts everything, or nothing.
    init(_ parts: Parts) throws {
        let (place, logger) = (parts.place, parts.logger)
        let threads = try parts.options.threadCount()
        models = try parts.data.models()
        let scenarios = try parts.data.scenarios(for: models, seed: try parts.options.seedValue())
        Self.warn(of: models, scenarios, logger)
        let library = ScenarioLibrary(scenarios)
        var configuration = try parts.options.configuration(scenarios)
        configuration.keys = parts.keys
        configuration.hasControlPort = parts.controlPort != nil
        mediaNotice = configuration.media.missingHelper
        media = configuration.media.workers
        let policy = try parts.egress.policy(listeningOn: place.host)
        let emulator = Emulator(
            models: models,
            library: library,
            configuration: configuration,
            sendsWebhooks: WebhookSending.sender,
            logger: logger
        )
        self.emulator = emulator
        try DataOptions.loading { try emulator.prepareStorage() }
        var main = ServerConfiguration(listeners: [
            Listener(host: place.host, port: place.port),
            Listener(host: place.host, port: place.httpsPort, tls: try parts.certificates.identity(for: place.host)),
        ])
        main.threads = threads
        // libmicrohttpd clears as much memory for each request.
        main.maximumHeadBytes = 16 * 1024
        main.chooseBody = emulator.bodyChooser
        main.log = { logger.warning("\($0)") }
        server = Server(main, handler: emulator.handler)
        var controlServer = main
        controlServer.threads = 1
        controlServer.chooseBody = nil
        controlServer.listeners = parts.controlPort.map { [Listener(host: place.host, port: $0)] } ?? []
        control = parts.controlPort.map { _ in Server(controlServer, handler: emulator.controlHandler) }
        do throws(ServerError) {
            try server.start()
            try control?.start()
        } catch {
            throw Failure.failed(error.message)
        }
        let server = server
        proxy = try parts.proxyPort.map { port in
            try EgressOptions.proxy(
                place,
                port: port,
                policy: policy,
                to: server,
                ledger: emulator.egress,
                logger: logger
            )
        }
        watcher = parts.watches ? Task { await Self.watch(library, logger) } : nil
    }

    /// Says what is wrong with documents that are served nevertheless, and which scenarios are for none of them.
    private static func warn(of models: ModelCatalog, _ scenarios: ScenarioCatalog, _ logger: Logger) {
        for defect in models.defects + scenarios.defects { logger.warning("\(defect)") }
        let unknown = scenarios.unknownEndpoints.map { "\($0)" }
        if !unknown.isEmpty {
            logger.info("no document describes \(unknown.joined(separator: ", ")): their scenarios are set aside")
        }
    }

    /// Lets what is in flight finish for a moment, then ends everything.
    func stop() async {
        watcher?.cancel()
        await server.stop(grace: .milliseconds(500))
        await control?.stop(grace: .milliseconds(100))
        proxy?.stop()
        emulator.removeUploads()
        await media?.stop()
        emulator.removeMedia()
    }

    /// What is left to say at the end: connections that were refused, results that broke their documents, requests that nobody
    /// cared for. The last are what a test that passes has forgotten; the numbers of the last two are returned.
    func report(_ line: (String) -> Void) -> (orphans: Int, unsatisfied: Int) {
        let refused = emulator.egress.refused
        for entry in refused.prefix(Self.mostLines) {
            line("egress refused: \(entry.host), \(entry.times == 1 ? "once" : "\(entry.times) times")")
        }
        if refused.count > Self.mostLines { line("egress refused: \(refused.count - Self.mostLines) more hosts") }
        let unsatisfied = emulator.unsatisfied()
        Self.list(unsatisfied, "results that do not satisfy their document", line)
        let orphans = emulator.orphans(limit: Self.mostLines)
        Self.list(orphans, "submitted and never fetched, cancelled, nor delivered", line)
        return (orphans.count, unsatisfied.count)
    }

    private static func list(_ findings: (count: Int, lines: [String]), _ title: String, _ line: (String) -> Void) {
        guard findings.count > 0 else { return }
        line("\(findings.count) \(title):")
        for finding in findings.lines { line("  " + finding) }
        if findings.count > findings.lines.count { line("  and \(findings.count - findings.lines.count) more") }
    }

    private static let mostLines = 20

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
}
