internal import HTTPServer
internal import HTTPTypes
internal import JSON

/// What the forward proxy refused: `egress`. It is no world's: a refused connection carries no key.
enum EgressControl {
    /// Answers; nil for methods that it does not have.
    static func answer(_ request: Request, _ ledger: EgressLedger) throws(ControlError) -> Answer {
        switch request.method {
        case .get, .head:
            let hosts = ledger.refused.map { entry -> JSONValue in
                ["host": .string(JSONString(entry.host)), "times": .number(.integer(Int64(entry.times)))]
            }
            return .json(["total": .number(.integer(Int64(ledger.total))), "refused": .array(hosts)])
        case .delete:
            ledger.clear()
            return .noContent
        default: throw .refused(.methodNotAllowed([.get, .head, .delete]))
        }
    }
}
