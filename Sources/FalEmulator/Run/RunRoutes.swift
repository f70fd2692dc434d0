internal import FalAPI
internal import HTTPServer
internal import HTTPTypes
internal import JSON
internal import OpenAPIValidator
internal import QueueEngine

/// The synchronous host: a request that is answered with its result.
///
/// A run takes one of the endpoint's runners, as a request on the queue does, and waits for one like it.
struct RunRoutes: Sendable {
    let gatekeeper: Gatekeeper
    let scripts: ScriptWriter
    let results: ResultAnswer

    private static let prepared = AnswerHeaders.run

    /// Answers a request that is meant for the synchronous host.
    func answer(_ request: Request, _ destination: Destination, _ visit: inout Visit) -> Answer {
        do throws(RequestRefusal) {
            let segments = destination.segments
            guard let endpoint = EndpointID(segments: segments.last?.isEmpty == true ? segments.dropLast() : segments)
            else {
                throw RequestRefusal.notFound
            }
            return try run(request, endpoint, destination, &visit)
        } catch {
            return .now(error.response(Self.prepared))
        }
    }

    private func run(
        _ request: Request,
        _ endpoint: EndpointID,
        _ destination: Destination,
        _ visit: inout Visit
    ) throws(RequestRefusal) -> Answer {
        visit.operation = .run
        var submit = try Submit(
            request,
            destination,
            to: endpoint,
            contentType: request.header(.contentType),
            gatekeeper,
            scripts,
            &visit
        )
        let (world, endpoint) = (submit.world, submit.endpoint)
        let isExplained = QueueRoutes.wantsExplanation(request)
        if case .answer(let answer) = submit.plan.script.outcome, answer.isImmediate {
            // What the model's server refuses by itself takes no time here.
            return .now(
                results.response(
                    to: world.makeID(),
                    .answer(answer),
                    runner: world.runner(of: endpoint),
                    Self.prepared,
                    origin: destination.origin,
                    isExplained: isExplained
                )
            )
        }
        let origin = destination.origin
        if submit.takesTime {
            submit.identify(&visit)
            return .later { [submit] in
                do throws(RequestRefusal) {
                    let id = try await submit.settled().enqueue().job.id
                    return await result(of: id, in: world, endpoint, origin, isExplained)
                } catch {
                    return error.response(Self.prepared)
                }
            }
        }
        let id = try submit.enqueue(&visit).job.id
        return .later { await result(of: id, in: world, endpoint, origin, isExplained) }
    }

    private func result(
        of id: RequestID,
        in world: World,
        _ endpoint: EndpointID,
        _ origin: Origin,
        _ isExplained: Bool
    ) async -> Response {
        let job = await withTaskCancellationHandler {
            await world.completion(of: id)
        } onCancel: {
            // The work of a caller who has gone is given up (documentation, "Synchronous inference").
            _ = world.cancel(id, with: RequestError(.clientDisconnected))
        }
        guard let job, let ending = job.ending else {
            return RequestRefusal.unknownRequest.response(Self.prepared)
        }
        return results.response(
            to: id,
            ending,
            runner: job.started == nil ? nil : world.runner(of: endpoint),
            Self.prepared,
            origin: origin,
            isExplained: isExplained
        )
    }
}
