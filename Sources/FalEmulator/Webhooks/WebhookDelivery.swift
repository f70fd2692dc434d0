internal import FalAPI
internal import QueueEngine

/// A webhook that is to be delivered, was, or never will be, and all that came of it so far.
struct WebhookDelivery: Sendable, Hashable {
    /// What tests name it by: `wh-1`.
    struct ID: Sendable, Hashable, Comparable, CustomStringConvertible {
        let number: UInt64

        init(number: UInt64) { self.number = number }

        /// Reads `wh-1`; nil for anything else.
        init?(_ text: String) {
            guard text.hasPrefix("wh-"), let number = UInt64(text.dropFirst(3)), "wh-\(number)" == text else {
                return nil
            }
            self.number = number
        }

        var description: String { "wh-\(number)" }

        static func < (left: ID, right: ID) -> Bool { left.number < right.number }
    }

    /// How far it is.
    enum State: Sendable, Hashable {
        /// Waits for its next attempt.
        case pending(due: Instant)
        /// Is being sent.
        case inFlight(token: UInt64)
        /// The receiver has it.
        case delivered
        /// Is not tried again; the reason names what came of the last attempt.
        case failed(reason: String)
        /// Was never sent, since its URL leads where nothing may go.
        case refused(reason: String)

        /// The state's name.
        var name: String {
            switch self {
            case .pending: "pending"
            case .inFlight: "in_flight"
            case .delivered: "delivered"
            case .failed: "failed"
            case .refused: "refused"
            }
        }

        /// Whether nothing more happens by itself.
        var isFinished: Bool {
            switch self {
            case .pending, .inFlight: false
            case .delivered, .failed, .refused: true
            }
        }
    }

    /// What was sent when, and what came back.
    struct Record: Sendable, Hashable {
        /// Which of the delivery's attempts it was, from 1.
        let number: Int
        /// The world's time when it was sent.
        let time: Instant
        /// What was unusual about it.
        let variant: WebhookVariant
        /// What came of it; nil while it is being sent.
        var outcome: WebhookOutcome?
        /// How long that took, in nanoseconds of real time.
        var duration: Int64 = 0
    }

    /// What tests name it by.
    let id: ID
    /// The request whose end it tells.
    let requestID: RequestID
    /// The URL as the request gave it.
    let url: String
    /// Where it goes; nil if it may not.
    let target: WebhookTarget?
    /// What it says.
    let body: [UInt8]
    /// When the request's result is no longer kept: no retry is due from then on.
    let expiry: Instant
    /// What is unusual about it.
    var variant: WebhookVariant
    /// How far it is.
    var state: State
    /// The last attempts, the newest last.
    var records: [Record] = []
    /// How many attempts there were.
    var attemptCount = 0
    /// How many attempts in a row failed, since it was last to be sent anew.
    var failures = 0
    /// How many times the receiver still has to acknowledge it.
    var copies = 1

    /// How many attempts are remembered.
    static let maximumRecords = 40
}
