internal import JSON

/// The status events of one connection.
///
/// A class because a stream's place is one, whoever holds it.
// Unchecked: only the one task that iterates over the updates calls `next`, one call at a time.
final class StatusEventStream: @unchecked Sendable {
    private let handle: RequestHandle
    private let body: ResponseBody
    private var decoder = EventDecoder()
    private var events: [ServerSentEvent] = []
    private var position = 0
    private var lastData: String?
    private var rubbish = 0

    /// How many events in a row may be no status.
    private static let tolerance = 100

    init(handle: RequestHandle, body: ResponseBody) {
        self.handle = handle
        self.body = body
    }

    /// The next status; nil at the end of the stream.
    /// - Throws: `DeadlinePassed` also when the stream was silent for too long.
    func next(deadline: Duration?) async throws -> QueueStatus? {
        let configuration = handle.sender.configuration
        let (time, body) = (configuration.time, body)
        while true {
            while position < events.count {
                let event = events[position]
                position += 1
                // A frame that comes twice is one.
                guard event.data != lastData else { continue }
                lastData = event.data
                if let json = try? JSONParser.parse(Array(event.data.utf8), as: .python),
                    let status = QueueStatus(json, requestID: handle.requestID)
                {
                    rubbish = 0
                    return status
                }
                rubbish += 1
                if rubbish > Self.tolerance {
                    throw FalError(.invalidAnswer, "the events of the stream are no statuses")
                }
            }
            (events, position) = ([], 0)
            let silence = time.now() + configuration.timeouts.silentStream
            let piece = try await withDeadline(min(silence, deadline ?? silence), time) { try await body.nextPiece() }
            guard let piece else { return nil }
            events = try decoder.decode(piece)
        }
    }
}
