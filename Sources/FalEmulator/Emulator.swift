internal import FalAPI
public import HTTPServer
internal import HTTPTypes
public import Logging
internal import QueueEngine

/// fal.ai's inference service, on this machine.
///
/// ```swift
/// let models = try ModelCatalog(directory: "openapi")
/// let scenarios = try ScenarioCatalog(directory: "fixtures", models: models)
/// let emulator = Emulator(models: models, scenarios: scenarios)
/// var configuration = ServerConfiguration(listeners: [Listener()])
/// configuration.chooseBody = emulator.bodyChooser
/// let server = Server(configuration, handler: emulator.handler)
/// try server.start()
/// ```
public struct Emulator: Sendable {
    private let publicURL: String?
    private let queue: QueueRoutes
    private let run: RunRoutes
    private let cdn: CDNRoutes
    private let finder: FileFinder
    private let disk: StorageDisk
    private let rest: RestRoutes
    private let control: ControlRoutes
    private let logger: Logger
    private let logsRequests: Bool
    private let time: TimeSource
    private let hasControlPort: Bool
    private let gatekeeper: Gatekeeper
    /// Where clients wanted to go and a forward proxy did not let them; it fills this in.
    public let egress = EgressLedger()
    private let selfCheck: SelfCheck?
    private let mediaFolder: MediaFolder
    let worlds: WorldStore

    /// Makes an emulator that holds no request yet, and whose scenarios stay as they are.
    /// Webhooks are sent by `sendsWebhooks`; by default none leaves the process.
    public init(
        models: ModelCatalog,
        scenarios: ScenarioCatalog,
        configuration: EmulatorConfiguration = EmulatorConfiguration(),
        time: TimeSource = .system,
        sendsWebhooks sender: @escaping WebhookSender = { _ in .unreachable("this emulator sends no webhooks") },
        logger: Logger = Logger(label: "falsework")
    ) {
        self.init(
            models: models,
            library: ScenarioLibrary(scenarios),
            configuration: configuration,
            time: time,
            sendsWebhooks: sender,
            logger: logger
        )
    }

    /// Makes an emulator that holds no request yet.
    public init(
        models: ModelCatalog,
        library scenarios: ScenarioLibrary,
        configuration: EmulatorConfiguration = EmulatorConfiguration(),
        time: TimeSource = .system,
        sendsWebhooks sender: @escaping WebhookSender = { _ in .unreachable("this emulator sends no webhooks") },
        logger: Logger = Logger(label: "falsework")
    ) {
        publicURL = configuration.publicURL
        let media = configuration.media
        mediaFolder = MediaFolder(parent: media.directory, limit: media.maximumBytes)
        let made = MadeFiles(folder: mediaFolder)
        let results = ResultAnswer(scenarios: scenarios, made: made, seed: configuration.seed)
        let keys = WebhookKeys(seed: configuration.seed)
        let dispatcher = WebhookDispatcher(
            keys: keys,
            results: results,
            allowed: configuration.allowedWebhooks,
            sender: sender,
            logger: logger
        )
        worlds = WorldStore(configuration, time: time, dispatcher: dispatcher, logger: logger)
        let gatekeeper = Gatekeeper(models: models, worlds: worlds, keys: configuration.keys)
        let outputs = FileRoutes(scenarios: scenarios, made: made, seed: configuration.seed)
        let finder = FileFinder(outputs: outputs, worlds: worlds)
        self.finder = finder
        let scripts = ScriptWriter(
            models: models,
            scenarios: scenarios,
            media: MediaCheck(
                strictness: media.strictness,
                reader: MediaReader(
                    media,
                    folder: mediaFolder,
                    examples: models.exampleURLs,
                    ownFile: { finder.look(at: $0) }
                ),
                maker: OutputMaker(workers: media.workers, folder: mediaFolder, made: made, scenarios: scenarios),
                time: time
            )
        )
        queue = QueueRoutes(
            gatekeeper: gatekeeper,
            scripts: scripts,
            results: results,
            streams: StatusStream(time: time, heartbeat: configuration.streamHeartbeat)
        )
        run = RunRoutes(gatekeeper: gatekeeper, scripts: scripts, results: results)
        disk = StorageDisk(configuration.storage)
        cdn = CDNRoutes(
            outputs: outputs,
            worlds: worlds,
            gatekeeper: gatekeeper,
            disk: disk
        )
        rest = RestRoutes(gatekeeper: gatekeeper, keys: keys)
        control = ControlRoutes(
            models: models,
            scenarios: scenarios,
            version: configuration.version,
            gatekeeper: gatekeeper,
            egress: egress,
            time: time
        )
        self.gatekeeper = gatekeeper
        self.time = time
        hasControlPort = configuration.hasControlPort
        selfCheck = configuration.checksItself ? SelfCheck(models, logger: logger) : nil
        self.logger = logger
        logsRequests = logger.logLevel <= .debug
    }

    /// What is left to say at the end of a run: requests that were submitted to the queue and never fetched, cancelled, nor
    /// told of by a webhook. The number of all of them, and a line for each of at most so many.
    public func orphans(limit: Int = 20) -> (count: Int, lines: [String]) {
        let count = worlds.orphanCount
        var lines: [String] = []
        for (name, world) in worlds.all {
            for orphan in world.readJournal({ _, traces in traces.orphans }) where lines.count < limit {
                let polls = orphan.trace.polls == 0 ? "never polled" : "polled \(orphan.trace.polls) times"
                lines.append("\(orphan.id) to \(orphan.trace.endpoint) by \(name): \(polls)")
            }
        }
        return (count, lines)
    }

    /// How many results did not satisfy the documents of their endpoints, and what was wrong with the first of them; nothing
    /// unless `EmulatorConfiguration.checksItself` is set.
    public func unsatisfied() -> (count: Int, lines: [String]) { selfCheck?.report ?? (0, []) }

    /// Removes what was made and fetched for inputs; call it when no more requests come. Without a call that goes with the
    /// emulator's last copy.
    public func removeMedia() { mediaFolder.remove() }

    /// Answers requests for control alone, for a port of its own.
    public var controlHandler: Handler {
        { request in
            guard let destination = Destination(request, publicURL: publicURL),
                destination.segments.isEmpty || destination.segments.first == ControlRoutes.prefix
            else { return .now(RequestRefusal.notFound.response(AnswerHeaders.json)) }
            return control.answer(request, destination)
        }
    }

    /// Decides where bodies go; give it to a server's `chooseBody`, so that uploads are written to the disk as they come.
    /// Without it they pass through memory, within the server's bound.
    public var bodyChooser: BodyChooser {
        { request in
            let proxied = request.header(.falTargetURL)
            guard request.target.contains("/files/") || proxied?.contains("/files/") == true else {
                return .memory(limit: nil)
            }
            var request = request
            guard var destination = Destination(request, publicURL: publicURL) else { return .nowhere }
            if let proxied, (try? redirect(&request, &destination, to: proxied)) == nil { return .nowhere }
            guard destination.service == .cdn else { return .memory(limit: nil) }
            return cdn.bodyDestination(of: request, destination)
        }
    }

    /// The file of this emulator's that a URL names, as it may stand in a model's input: an upload, or the output of an
    /// earlier request, under any name by which callers reach the emulator. Nil for every other URL.
    public func file(at url: String) -> NamedFile? { finder.file(at: url) }

    /// Makes the directory for uploads, which otherwise is made when the first one comes.
    /// - Throws: when it cannot be made.
    public func prepareStorage() throws(LoadError) { try disk.path() }

    /// Removes the directory for uploads with all that is in it; call it when no more requests come. Without a call the
    /// directory goes with the emulator's last copy.
    public func removeUploads() { disk.remove() }

    /// Answers requests; give it to a `Server`, or call it without one.
    public var handler: Handler {
        { request in
            var visit = Visit()
            let answer = checked(answer(request, &visit), visit)
            log(request, answer)
            guard let plan = visit.plan else { return recorded(answer, request, visit) }
            let broken = plan.apply(to: answer, requestID: visit.id ?? visit.world?.makeID(), time: time)
            return recorded(broken, request, visit)
        }
    }

    /// The answer, held to its document if that is wanted.
    private func checked(_ answer: Answer, _ visit: Visit) -> Answer {
        guard let selfCheck else { return answer }
        switch answer {
        case .now(let response):
            selfCheck.check(response, visit)
            return answer
        case .later(let work):
            return .later {
                let response = await work()
                selfCheck.check(response, visit)
                return response
            }
        }
    }

    /// The answer, noted in the journal of the world that it comes from.
    private func recorded(_ answer: Answer, _ request: Request, _ visit: Visit) -> Answer {
        guard let world = visit.world else { return answer }
        switch answer {
        case .now(let response):
            world.record(
                visit,
                request,
                status: response.visibleStatus,
                size: response.bodySize,
                fault: visit.plan?.description
            )
            return answer
        case .later(let work):
            return .later {
                let response = await work()
                world.record(
                    visit,
                    request,
                    status: response.visibleStatus,
                    size: response.bodySize,
                    fault: visit.plan?.description
                )
                return response
            }
        }
    }

    private func answer(_ request: Request, _ visit: inout Visit) -> Answer {
        guard let origin = request.header(.origin) else { return route(request, &visit) }
        if let preflight = CrossOrigin.preflight(request) { return .now(preflight) }
        switch route(request, &visit) {
        case .now(let response): return .now(CrossOrigin.expose(response, to: origin))
        case .later(let work): return .later { CrossOrigin.expose(await work(), to: origin) }
        }
    }

    private func route(_ request: Request, _ visit: inout Visit) -> Answer {
        var request = request
        guard var destination = Destination(request, publicURL: publicURL) else {
            return .now(RequestRefusal.notFound.response(AnswerHeaders.json))
        }
        if let url = request.header(.falTargetURL) {
            do throws(RequestRefusal) {
                try redirect(&request, &destination, to: url)
            } catch {
                return .now(error.response(AnswerHeaders.json))
            }
        } else if destination.segments.suffix(2) == ["fal", "proxy"] {
            // The stock proxies' path, wherever it is mounted (@fal-ai/server-proxy, `DEFAULT_PROXY_ROUTE`).
            return .now(RequestRefusal.badTarget.response(AnswerHeaders.json))
        } else if destination.segments.first == ControlRoutes.prefix {
            // Where control has a port of its own, here it only tells that the emulator answers.
            if hasControlPort, Array(destination.segments) != [ControlRoutes.prefix, "v1", "ready"] {
                return .now(RequestRefusal.notFound.response(AnswerHeaders.json))
            }
            return control.answer(request, destination)
        } else if destination.segments.isEmpty, destination.origin.falPort == nil, destination.service == .run {
            // Who opens our own address in a browser is told what this is.
            return control.answer(request, destination)
        }
        switch destination.service {
        case .run: return run.answer(request, destination, &visit)
        case .queue: return queue.answer(request, destination, &visit)
        case .cdn: return cdn.answer(request, destination, &visit)
        case .rest: return rest.answer(request, destination, &visit)
        case .api: return .now(RequestRefusal.badTarget.response(AnswerHeaders.json))
        }
    }

    /// Follows a proxy header.
    private func redirect(
        _ request: inout Request,
        _ destination: inout Destination,
        to url: String
    ) throws(RequestRefusal) {
        let gate = ProxyGate(mode: gatekeeper.proxyMode(of: request))
        let target = try gate.admit(&request, to: url)
        guard let proxied = destination.proxied(to: target, request, publicURL) else { throw .badTarget }
        request.target = target.target
        destination = proxied
    }

    /// One line a request, at debug: no header, and no query, since tokens can stand in both.
    private func log(_ request: Request, _ answer: Answer) {
        guard logsRequests else { return }
        let status =
            switch answer {
            case .now(let response): "\(response.status.code)"
            case .later: "waits"
            }
        logger.debug("\(request.method.rawValue) \(Redaction.target(String(request.rawPath))) \(status)")
    }
}

extension Response {
    /// The status code that a client sees; 0 when it sees none.
    fileprivate var visibleStatus: Int {
        switch body {
        case .hangUp, .reset, .garbage: 0
        case .bytes, .file, .stream, .sizedStream: status.code
        }
    }

    /// The size of the body; nil when it is made while it is sent.
    fileprivate var bodySize: Int? {
        switch body {
        case .bytes(let bytes): bytes.count
        case .file(let slice): Int(slice.length)
        case .sizedStream(let length, _): Int(length)
        case .stream, .hangUp, .reset, .garbage: nil
        }
    }
}
