internal import FalAPI
internal import HTTPServer
internal import HTTPTypes
internal import OpenAPIValidator
internal import QueueEngine

/// A request for work, read and judged: where it goes, and what it will do there. The same on both hosts.
struct Submit {
    /// The world of the caller's key.
    let world: World
    /// Whose runners serve it.
    let endpoint: EndpointID
    /// What it will do, and the scenario that says so.
    private(set) var plan: RequestPlan
    /// What its headers and query ask for.
    let options: SubmitOptions
    /// What goes wrong with it.
    private var faults: FaultBook?
    private let scripts: ScriptWriter
    /// The id that it has already; nil: it is given one in the queue.
    private var id: RequestID?

    /// Reads a request.
    /// - Parameters:
    ///   - endpoint: where it was sent to; it need not exist.
    ///   - contentType: how the body is to be read.
    init(
        _ request: Request,
        _ destination: Destination,
        to endpoint: EndpointID,
        contentType: String?,
        _ gatekeeper: Gatekeeper,
        _ scripts: ScriptWriter,
        _ visit: inout Visit
    ) throws(RequestRefusal) {
        world = try gatekeeper.admit(
            request,
            destination,
            to: endpoint.application,
            // Browsers open an application's own stream with a token (@fal-ai/client 1.10.1, `streaming.ts`).
            takesToken: endpoint.path.hasSuffix("stream")
        )
        visit.world = world
        visit.endpoint = endpoint
        try visit.strike()
        guard request.method == .post else { throw .methodNotAllowed([.post]) }
        options = try SubmitOptions(request)
        let choice = try ScenarioChoice(request)
        let body = RequestBody.read(request.body, contentType: contentType)
        self.scripts = scripts
        plan = try scripts.plan(
            for: endpoint,
            body,
            choice: choice,
            headers: request.header,
            origin: destination.origin,
            in: world
        )
        visit.scenario = plan.script.scenario
        visit.explanation = plan.explanation
        self.endpoint = scripts.runnersOwner(of: endpoint)
        if let scenario = plan.scenario, !scenario.faults.isEmpty { faults = world.faultBook(of: scenario) }
        try visit.take(faults?.strike(visit.operation, endpoint: endpoint, request: nil))
    }

    /// Whether files have to be read before it can be put into the queue.
    var takesTime: Bool { plan.media != nil }

    /// Gives it its id now: requests have ids in the order in which they come, however long their files take, and what is noted
    /// of this one has to name it.
    mutating func identify(_ visit: inout Visit) {
        let id = world.makeID()
        self.id = id
        visit.id = id
        visit.time = world.clock().now
    }

    /// Reads the files that it names.
    func settled() async -> Submit {
        var settled = self
        settled.plan = await scripts.settled(plan)
        return settled
    }

    /// Puts it into the queue.
    /// - Parameter origin: what the URLs in a webhook begin with; nil where no webhook is sent.
    func enqueue(_ visit: inout Visit, origin: Origin? = nil) throws(RequestRefusal) -> JobSnapshot {
        let snapshot = try enqueue(origin: origin)
        visit.id = snapshot.job.id
        visit.time = snapshot.time
        return snapshot
    }

    /// Puts it into the queue.
    func enqueue(origin: Origin? = nil) throws(RequestRefusal) -> JobSnapshot {
        if let limit = options.maximumQueueLength, world.waitingCount(at: endpoint) > limit { throw .queueTooLong }
        let snapshot = world.submit(
            to: endpoint,
            script: plan.script,
            priority: options.priority,
            startTimeout: options.startTimeout,
            subscription: origin.flatMap { origin in
                options.webhookURL.map { url in
                    WebhookDispatcher.Subscription(
                        url: url,
                        origin: origin,
                        variant: plan.scenario?.webhook.variant ?? .valid,
                        isSerializable: plan.scenario?.webhook.hasPayloadError != true
                    )
                }
            },
            faults: faults,
            id: id
        )
        guard let snapshot else { throw .worldFull }
        return snapshot
    }
}
