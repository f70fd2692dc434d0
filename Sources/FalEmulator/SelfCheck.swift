internal import FalAPI
internal import HTTPServer
internal import HTTPTypes
internal import JSON
internal import JSONSchema
internal import Logging

/// Holds results to the documents of their endpoints while the emulator runs: a fixture or a scenario can say what its document
/// does not allow, and a client that believes the document fails only when it is live.
final class SelfCheck: Sendable {
    private struct Findings {
        var count = 0
        var lines: [String] = []
    }

    private let models: ModelCatalog
    private let logger: Logger
    private let findings = Locked(Findings())

    /// Of more findings than these only the number is kept.
    private static let mostLines = 20

    init(_ models: ModelCatalog, logger: Logger) {
        self.models = models
        self.logger = logger
    }

    /// How many results did not satisfy their document, and what was wrong with the first of them.
    var report: (count: Int, lines: [String]) { findings.withLock { ($0.count, $0.lines) } }

    /// Checks a response to a run or to the fetching of a result; others are the platform's, of which no document tells the truth.
    func check(_ response: Response, _ visit: Visit) {
        guard visit.operation == .run || visit.operation == .result, response.status.code == 200,
            case .bytes(let bytes) = response.body, let endpoint = visit.endpoint,
            let schema = models[endpoint]?.outputSchema
        else { return }
        let problems: [String]
        if let body = try? JSONParser.parse(bytes, as: .python) {
            problems = schema.problems(in: body, limit: 3).map(\.description)
        } else {
            problems = ["the result: is not JSON"]
        }
        guard !problems.isEmpty else { return }
        let text = "\(endpoint): " + problems.joined(separator: "; ")
        logger.error("the result does not satisfy its document: \(text)")
        findings.withLock { findings in
            findings.count += 1
            if findings.lines.count < Self.mostLines { findings.lines.append(text) }
        }
    }
}
