internal import FalClient
internal import Foundation
internal import HTTPTypes
internal import JSON

extension ContractCase {
    private static let swift = Evidence.client("FalClient 0.1.0 of this package")
    private static let raw = CaseScope.emulatorOnly("live is asked the same over raw HTTP, where the cost is counted")

    /// What this package's own client makes of the target.
    static let swiftClientCases: [ContractCase] = [
        ContractCase(
            "client.swift.subscribe",
            "FalClient submits, polls and decodes the output of both endpoints.",
            swift,
            raw,
            needs: [.queue, .run, .rest]
        ) { probe in
            for endpoint in Endpoint.all {
                let output = try await probe.works("an output of \(endpoint.id)") {
                    try await probe.subscribe(endpoint)
                }
                guard let last = await probe.record.last else { return }
                try last.expect(json: outputTemplate(endpoint))
                try last.expect(output == last.json, "the result as the output", got: JSONTemplate.spelling(output))
            }
        },
        ContractCase(
            "client.swift.failure",
            "A refused input is a FalError of the code invalidInput with 422, the request's id and its typed details.",
            swift,
            raw,
            needs: [.queue, .run, .rest]
        ) { probe in
            let error = try await probe.failure("a FalError") { try await probe.subscribe(.videoToAudio, [:]) }
            let last = await probe.record.last
            func expect(_ holds: Bool, _ expected: String) throws {
                if !holds { throw Deviation(expected: expected, actual: "\(error)", exchange: last) }
            }
            try expect(error.code == .invalidInput && error.status == 422, "invalidInput with 422")
            try expect(error.requestID != nil, "the request's id")
            try expect(!error.isRetryable, "an error that is not tried again")
            try expect(error.details.count == 1, "one detail")
            try expect(error.details.first?.type == "missing", "the type missing")
            try expect(error.details.first?.field == "video_url", "video_url as the field")
        },
        ContractCase(
            "client.swift.cancel",
            "FalClient's cancel of a waiting request is requested; once it is completed, it is already completed.",
            swift,
            raw,
            needs: [.queue, .run, .rest, .control]
        ) { probe in
            try await probe.freeze()
            let endpoint = Endpoint.videoToAudio
            let (first, second) = try await probe.works("two answers to cancel") {
                let handle = try await probe.client.queue.submit(endpoint.id, input: endpoint.input)
                let first = try await handle.cancel()
                try await probe.thaw()
                for _ in 0..<probe.target.patience.polls {
                    if try await probe.send(.get, try statusURL(handle.requestID, probe)).status == 200 { break }
                    try await probe.target.pause(probe.target.patience.interval)
                }
                return (first, try await handle.cancel())
            }
            guard first == .requested, second == .alreadyCompleted else {
                throw Deviation(
                    expected: "\(CancelOutcome.requested), then \(CancelOutcome.alreadyCompleted)",
                    actual: "\(first), then \(second)",
                    exchange: await probe.record.last
                )
            }
        },
        ContractCase(
            "client.swift.upload",
            "What FalClient uploads is found byte for byte at the URL that it gives.",
            swift,
            raw,
            needs: [.queue, .run, .storage]
        ) { probe in
            try await probe.expectStorage()
            let clip = SmallMedia.video(milliseconds: 5_000, width: 720, height: 720)
            let url = try await probe.works("the URL of an upload") {
                try await probe.client.storage.upload(data: Data(clip), ofType: .videoMp4)
            }
            let file = try await probe.send(.get, url, as: .nobody)
            try file.expect(status: 200)
            try file.expect(
                file.body == clip,
                "the \(clip.count) bytes that were sent",
                got: "\(file.body.count) others"
            )
            _ = try await probe.works("an output for the upload") {
                try await probe.subscribe(.videoToAudio, ["video_url": .string(JSONString(url))])
            }
        },
    ]

    private static func statusURL(_ id: String, _ probe: Probe) throws -> String {
        "\(try probe.queue)/\(Endpoint.videoToAudio.application)/requests/\(id)/status"
    }
}
