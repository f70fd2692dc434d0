internal import FalAPI
internal import HTTPServer
internal import HTTPTypes
internal import QueueEngine

/// The status of a request as server-sent events: one at each change, the last one `COMPLETED`, then the end.
///
/// Frames are `data:` lines only; the logs of an event are those that no event before it had (captured 2024-12); an idle
/// stream carries `: ping` (API reference).
struct StatusStream: Sendable {
    let time: TimeSource
    let heartbeat: Span

    private enum Tick {
        case change
        case ping
    }

    /// A response that streams.
    /// - Parameter status: the body of a status poll of the request, with all of its logs.
    func response(
        for id: RequestID,
        in world: World,
        status: @escaping @Sendable (JobSnapshot) -> RequestStatus
    ) -> Response {
        Response(
            status: .ok,
            preparedFields: AnswerHeaders.stream,
            headerFields: [.falRequestID: id.description],
            body: .stream { writer in
                // The only errors are that the peer has gone or the server stops; both end the stream.
                try? await send(id, in: world, status: status) { try await writer.write($0) }
            }
        )
    }

    /// Writes the events of a request until it is completed or forgotten, or `write` throws.
    func send(
        _ id: RequestID,
        in world: World,
        status: @Sendable (JobSnapshot) -> RequestStatus,
        write: ([UInt8]) async throws -> Void
    ) async throws {
        let (ticks, continuation) = AsyncStream.makeStream(of: Tick.self, bufferingPolicy: .bufferingNewest(2))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in world.changes(of: id) { continuation.yield(.change) }
                continuation.finish()
            }
            group.addTask {
                while true {
                    try await time.sleep(time.now() + heartbeat)
                    continuation.yield(.ping)
                }
            }
            defer { group.cancelAll() }
            var last: [UInt8] = []
            var sentLogs = 0
            for await tick in ticks {
                guard case .change = tick else {
                    try await write(Array(": ping\n\n".utf8))
                    continue
                }
                guard let snapshot = world.snapshot(of: id) else { return }
                var status = status(snapshot)
                if let logs = status.logs {
                    status.logs = Array(logs.dropFirst(sentLogs))
                    sentLogs = logs.count
                }
                let event = Array("data: ".utf8) + status.encoded() + Array("\n\n".utf8)
                if event != last { try await write(event) }
                last = event
                if status.state == .completed { return }
                world.waits(after: snapshot)
            }
        }
    }
}
