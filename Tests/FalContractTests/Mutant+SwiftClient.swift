import HTTPServer
import JSON

extension Mutant {
    /// What FalClient makes of wrong servers.
    static let swiftClient: [Mutant] = [
        .answer("results are empty for FalClient", .result, "client.swift.subscribe") { _, answer in
            if answer.status == 200 { answer.json = .object([:]) }
        },
        .answer("refusals are 400 for FalClient", .result, "client.swift.failure") { _, answer in
            if answer.status == 422 { answer.status = 400 }
        },
        .answer("refusals are of another type for FalClient", .result, "client.swift.failure") { _, answer in
            answer.eachError { $0["type"] = "value_error" }
        },
        .answer("FalClient is told that it cancels twice", .cancel, "client.swift.cancel") { _, answer in
            if answer.status == 400 { (answer.status, answer.text) = (202, #"{"status":"CANCELLATION_REQUESTED"}"#) }
        },
        .request("FalClient's uploads lose a byte", [.storage], "client.swift.upload") { request in
            if request.body.count > 400 { request.body.removeLast() }
        },
    ]
}
