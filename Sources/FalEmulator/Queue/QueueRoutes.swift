internal import FalAPI
internal import HTTPServer
internal import HTTPTypes
internal import JSON
internal import OpenAPIValidator
internal import QueueEngine

/// The queue's host: submit, status, status stream, result, cancel.
struct QueueRoutes: Sendable {
    let gatekeeper: Gatekeeper
    let scripts: ScriptWriter
    let results: ResultAnswer
    let streams: StatusStream

    private static let prepared = AnswerHeaders.queue

    /// Answers a request that is meant for the queue.
    func answer(_ request: Request, _ destination: Destination, _ visit: inout Visit) -> Answer {
        do throws(RequestRefusal) {
            switch QueuePath(segments: destination.segments) {
            case .endpoint(let endpoint):
                return try submit(request, to: endpoint, destination, &visit)
            case .request(let application, let id, let operation):
                return .now(try perform(operation, onRequest: id, of: application, request, destination, &visit))
            case nil:
                throw RequestRefusal.notFound
            }
        } catch {
            return .now(error.response(Self.prepared))
        }
    }

    private func submit(
        _ request: Request,
        to endpoint: EndpointID,
        _ destination: Destination,
        _ visit: inout Visit
    ) throws(RequestRefusal) -> Answer {
        visit.operation = .submit
        // Whatever the content type says: fal's own curl examples send a form's.
        var submit = try Submit(
            request,
            destination,
            to: endpoint,
            contentType: "application/json",
            gatekeeper,
            scripts,
            &visit
        )
        let origin = destination.origin
        guard submit.takesTime else {
            return .now(accepted(try submit.enqueue(&visit, origin: origin), submit, origin))
        }
        submit.identify(&visit)
        return .later { [submit] in
            let submit = await submit.settled()
            do throws(RequestRefusal) {
                return accepted(try submit.enqueue(origin: origin), submit, origin)
            } catch {
                return error.response(Self.prepared)
            }
        }
    }

    private func accepted(_ snapshot: JobSnapshot, _ submit: Submit, _ origin: Origin) -> Response {
        var status = status(of: snapshot, origin, withLogs: false)
        // A submit always reads so, also when the queue was so short that the request has left it already.
        status.state = .inQueue
        status.inferenceTime = nil
        status.error = nil
        status.queuePosition = snapshot.position ?? 0
        if submit.options.webhookURL != nil { status.gatewayRequestID = snapshot.gatewayRequestID }
        return .json(200, Self.prepared, [.falRequestID: snapshot.job.id.description], body: status.encoded())
    }

    private func perform(
        _ operation: QueuePath.Operation,
        onRequest text: String,
        of application: String,
        _ request: Request,
        _ destination: Destination,
        _ visit: inout Visit
    ) throws(RequestRefusal) -> Response {
        let id = RequestID(text)
        visit.operation = operation.visited
        visit.id = id
        let world: World
        do throws(RequestRefusal) {
            world = try gatekeeper.admit(
                request,
                destination,
                to: application,
                takesToken: operation == .statusStream
            )
        } catch {
            if gatekeeper.authorization(of: request, destination) == .missing,
                !(id.map(gatekeeper.worlds.anyWorldHas) ?? false)
            {
                throw .unknownRequest
            }
            throw error
        }
        visit.world = world
        if operation == .cancel {
            guard request.method == .put else { throw .methodNotAllowed([.put]) }
        } else {
            guard request.method == .get || request.method == .head else { throw .methodNotAllowed([.get, .head]) }
        }
        guard let id, let snapshot = world.snapshot(of: id), snapshot.job.endpoint.application == application else {
            throw .unknownRequest
        }
        visit.endpoint = snapshot.job.endpoint
        visit.time = snapshot.time
        try visit.strike()
        let origin = destination.origin
        switch operation {
        case .status:
            defer { world.waits(after: snapshot) }
            return status(of: snapshot, origin, withLogs: Self.wantsLogs(request)).response(Self.prepared)
        case .statusStream:
            let withLogs = Self.wantsLogs(request)
            return streams.response(for: id, in: world) { status(of: $0, origin, withLogs: withLogs) }
        case .result:
            defer { world.waits(after: snapshot) }
            return result(of: snapshot, in: world, request, origin)
        case .cancel:
            return cancel(id, in: world)
        }
    }

    private func status(of snapshot: JobSnapshot, _ origin: Origin, withLogs: Bool) -> RequestStatus {
        let job = snapshot.job
        var status = RequestStatus(
            state: .inQueue,
            url: Self.url(of: job, origin)
        )
        switch job.phase {
        case .waiting:
            status.queuePosition = snapshot.position
        case .running:
            status.state = .inProgress
        case .completed:
            status.state = .completed
            status.inferenceTime = job.inferenceTime
            // Only the platform's failures show here; the model's look like success (captured 2026-04).
            status.error = job.failure
        }
        if withLogs { status.logs = job.logs(at: snapshot.time) }
        return status
    }

    private func result(of snapshot: JobSnapshot, in world: World, _ request: Request, _ origin: Origin) -> Response {
        let job = snapshot.job
        guard let ending = job.ending else {
            // Alphabetical, as captured (2026-05).
            let url = Self.url(of: job, origin)
            let body: JSONValue = [
                "cancel_url": .string(JSONString(url.cancel)),
                "detail": "Request is still in progress",
                "request_id": .string(JSONString(job.id.description)),
                "response_url": .string(JSONString(url.description)),
                "status_url": .string(JSONString(url.status)),
            ]
            return .json(400, Self.prepared, [.falRequestID: job.id.description], body: body.serialized())
        }
        return results.response(
            to: job.id,
            ending,
            runner: job.started == nil ? nil : world.runner(of: job.endpoint),
            Self.prepared,
            origin: origin,
            isExplained: Self.wantsExplanation(request)
        )
    }

    private func cancel(_ id: RequestID, in world: World) -> Response {
        switch world.cancel(id) {
        case .cancelled: .json(202, Self.prepared, body: Array(#"{"status":"CANCELLATION_REQUESTED"}"#.utf8))
        case .removed: .json(200, Self.prepared, body: Array(#"{"status":"OK"}"#.utf8))
        case .alreadyCompleted: .json(400, Self.prepared, body: Array(#"{"status":"ALREADY_COMPLETED"}"#.utf8))
        case .notFound: RequestRefusal.unknownRequest.response(Self.prepared)
        }
    }

    private static func url(of job: Job, _ origin: Origin) -> RequestURL {
        RequestURL(base: origin.queue, application: job.endpoint.application, id: job.id)
    }

    /// `logs` as the clients spell it: 1 (JavaScript), true (Python), and what else reads as yes.
    private static func wantsLogs(_ request: Request) -> Bool {
        guard request.rawQuery != nil, let value = request.queryValue(QueryName.logs) else { return false }
        return ["1", "true", "yes", "on"].contains(value.lowercased())
    }

    /// Whether the caller asked for the explanation of a refusal.
    static func wantsExplanation(_ request: Request) -> Bool { request.header(.falseworkExplain) == "1" }
}

extension RequestStatus {
    /// The answer to a status poll: 200 when completed, else 202 (captured 2026-04).
    func response(_ prepared: PreparedFields) -> Response {
        .json(state == .completed ? 200 : 202, prepared, body: encoded())
    }
}

extension QueuePath.Operation {
    /// The operation as faults and the journal call it.
    var visited: Operation {
        switch self {
        case .status: .status
        case .statusStream: .stream
        case .result: .result
        case .cancel: .cancel
        }
    }
}
