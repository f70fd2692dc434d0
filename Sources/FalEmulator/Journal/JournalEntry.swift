internal import FalAPI
internal import HTTPTypes
internal import JSON
internal import QueueEngine

/// One thing that happened in a world, and when.
struct JournalEntry: Sendable {
    /// Its place in the world's journal, from 1; never given twice.
    let number: UInt64
    /// The real time.
    let real: Instant
    /// The world's time.
    let world: Instant
    /// What happened.
    let content: Content

    /// What can happen.
    enum Content: Sendable {
        /// A client asked something.
        case call(Call)
        /// A request on the queue took a step.
        case event(Event, RequestID, EndpointID?)
        /// A delivery was tried.
        case delivery(Delivery)
    }

    /// The steps of a request.
    enum Event: String, Sendable, CaseIterable {
        case submitted
        case started
        case completed
        case expired
    }

    /// What a client asked, and what it was told. Credentials are not in it.
    final class Call: Sendable {
        /// What was asked.
        let operation: Operation
        /// The method.
        let method: HTTPRequest.Method
        /// The target as it was sent, without secrets.
        let target: String
        /// The endpoint that it was about.
        let endpoint: EndpointID?
        /// The request that it was about.
        let id: RequestID?
        /// The scenario that it was given.
        let scenario: String?
        /// The status code of the answer; 0 when there was none.
        let status: Int
        /// The size of the answer's body; nil for a stream.
        let answerSize: Int?
        /// What went wrong on purpose.
        let fault: String?
        /// How large the body was.
        let bodySize: Int
        /// The header fields, without secrets; of polls only the client's name.
        let headers: HTTPFields
        /// Why the input was refused, or what of it is ignored.
        let explanation: [JSONValue]

        init(
            _ operation: Operation,
            method: HTTPRequest.Method,
            target: String,
            endpoint: EndpointID? = nil,
            id: RequestID? = nil,
            scenario: String? = nil,
            status: Int,
            answerSize: Int? = nil,
            fault: String? = nil,
            bodySize: Int = 0,
            headers: HTTPFields = [:],
            explanation: [JSONValue] = []
        ) {
            self.operation = operation
            self.method = method
            self.target = target
            self.endpoint = endpoint
            self.id = id
            self.scenario = scenario
            self.status = status
            self.answerSize = answerSize
            self.fault = fault
            self.bodySize = bodySize
            self.headers = headers
            self.explanation = explanation
        }
    }

    /// One attempt to deliver a webhook.
    final class Delivery: Sendable {
        /// The delivery's id.
        let delivery: String
        /// The request that it tells of.
        let id: RequestID
        /// Which attempt, from 1.
        let attempt: Int
        /// What came of it.
        let outcome: Outcome
        /// The status code or the error.
        let answer: String

        /// What can come of an attempt.
        enum Outcome: String, Sendable, CaseIterable {
            case delivered = "webhook_delivered"
            case retrying = "webhook_retrying"
            case failed = "webhook_failed"
        }

        init(_ delivery: String, of id: RequestID, attempt: Int, _ outcome: Outcome, answer: String) {
            self.delivery = delivery
            self.id = id
            self.attempt = attempt
            self.outcome = outcome
            self.answer = answer
        }
    }

    /// The request on the queue that the entry is about.
    var id: RequestID? {
        switch content {
        case .call(let call): call.id
        case .event(_, let id, _): id
        case .delivery(let delivery): delivery.id
        }
    }

    /// The endpoint that the entry is about.
    var endpoint: EndpointID? {
        switch content {
        case .call(let call): call.endpoint
        case .event(_, _, let endpoint): endpoint
        case .delivery: nil
        }
    }
}
