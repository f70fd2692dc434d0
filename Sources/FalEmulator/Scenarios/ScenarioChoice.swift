internal import FalAPI
internal import HTTPServer
internal import HTTPTypes
internal import JSON
internal import OpenAPIValidator
internal import QueueEngine

/// The scenario that one request asks for by header: `x-falsework-scenario: NAME; queue=3; run=0.5`, seconds on the
/// world's clock. So tests that run side by side never disturb each other.
struct ScenarioChoice: Sendable, Hashable {
    /// The scenario's name.
    var name: String
    /// How long to stay in the queue, instead of what the scenario says.
    var queueTime: Span?
    /// How long to run, instead of what the scenario says.
    var runTime: Span?

    /// Reads the header; nil without one.
    init?(_ request: Request) throws(RequestRefusal) {
        guard let text = request.header(.falseworkScenario) else { return nil }
        var parts = text.split(separator: ";", omittingEmptySubsequences: false).map(Self.trimmed)
        name = parts.removeFirst()
        for part in parts where !part.isEmpty {
            let pair = part.split(separator: "=", maxSplits: 1).map(Self.trimmed)
            guard pair.count == 2, let seconds = Double(pair[1]), seconds >= 0, seconds <= 31_536_000 else {
                throw .badRequest("x-falsework-scenario: '\(part)' is not queue=SECONDS or run=SECONDS")
            }
            switch pair[0] {
            case "queue": queueTime = .seconds(seconds)
            case "run": runTime = .seconds(seconds)
            default:
                throw .badRequest("x-falsework-scenario: '\(pair[0])' is unknown; allowed are queue and run")
            }
        }
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    /// The script with the choice's times in it.
    func timed(_ script: Script) -> Script {
        var script = script
        script.queueTime = queueTime ?? script.queueTime
        if let runTime, script.runTime != runTime {
            // The log keeps its shape: every line moves to the same share of the new time.
            let share = script.runTime > .zero ? runTime.seconds / script.runTime.seconds : 0
            for index in script.logs.indices {
                script.logs[index].offset = .seconds(script.logs[index].offset.seconds * share)
            }
            script.runTime = runTime
        }
        return script
    }
}
