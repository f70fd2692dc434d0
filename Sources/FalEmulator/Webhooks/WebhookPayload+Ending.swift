internal import FalAPI
internal import JSON
internal import QueueEngine

extension WebhookPayload {
    /// What a webhook tells of how a request ended.
    ///
    /// That the platform's failures look like the model's, with the body that the result answers with, is inferred: fal
    /// documents webhooks of models' answers only.
    /// - Parameters:
    ///   - result: the body that the result answers with, with the files' URLs in it; used for the model's answers.
    ///   - isSerializable: whether the result is JSON as fal sees it.
    init(
        requestID: RequestID,
        gatewayRequestID: RequestID,
        ending: Job.Ending,
        result: JSONValue,
        isSerializable: Bool = true
    ) {
        let (status, body) =
            switch ending {
            case .answer(let answer): (answer.status, result)
            case .failure(let error): (error.type.status, error.body)
            }
        let payload = WebhookPayload(
            requestID: requestID,
            gatewayRequestID: gatewayRequestID,
            resultStatus: status,
            payload: body
        )
        self = isSerializable ? payload : payload.withoutPayload
    }
}
