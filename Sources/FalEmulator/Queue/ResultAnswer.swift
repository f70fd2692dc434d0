internal import FalAPI
internal import HTTPServer
internal import HTTPTypes
internal import JSON
internal import QueueEngine

/// The answer that a request ends with, the same on the queue's result URL and on the synchronous host.
struct ResultAnswer: Sendable {
    let scenarios: ScenarioLibrary
    let made: MadeFiles
    let seed: UInt64

    /// Turns the ending of a request into a response.
    /// - Parameters:
    ///   - runner: the id of the runner that worked on it; nil when none did.
    ///   - prepared: the host's headers.
    ///   - isExplained: whether the caller asked why its input was refused.
    func response(
        to id: RequestID,
        _ ending: Job.Ending,
        runner: String?,
        _ prepared: PreparedFields,
        origin: Origin,
        isExplained: Bool
    ) -> Response {
        var headers: HTTPFields = [.falRequestID: id.description]
        if let runner { headers[.falServedFrom] = runner }
        switch ending {
        case .answer(let answer):
            if let units = answer.billableUnits { headers[.falBillableUnits] = units }
            if let needsRetry = answer.needsRetry { headers[.falNeedsRetry] = needsRetry ? "true" : "false" }
            if isExplained, let explanation = answer.explanation { headers[.falseworkExplain] = explanation }
            let body = body(of: answer, to: id, origin: origin)
            return .json(answer.status, prepared, headers, body: body.serialized())
        case .failure(let error):
            headers[.falErrorType] = error.type.rawValue
            headers[.falNeedsRetry] = error.type.isRetryable ? "true" : "false"
            headers[.falBillableUnits] = "0"
            if error.type == .requestTimeout { headers[.falRequestTimeoutType] = "user" }
            return .json(error.type.status, prepared, headers, body: error.body.serialized())
        }
    }

    /// A model's answer with the URLs of its files in it.
    func body(of answer: ModelAnswer, to id: RequestID, origin: Origin) -> JSONValue {
        let media = scenarios.media
        return FileReference.resolve(answer.body) { reference, index in
            media.file(named: reference.name).map { file in
                // A made file that had to make room leaves its place to the fixture.
                let file = reference.made.flatMap { made.file(key: $0, name: file.name) } ?? file
                let isMissing = reference.isMissing
                let name = OutputName(file, of: id, index: index, seed: seed, isMissing: isMissing)
                return OutputFile(
                    url: origin.files + name.path,
                    contentType: file.contentType,
                    fileName: file.name,
                    fileSize: file.size
                )
            }
        }
    }
}
