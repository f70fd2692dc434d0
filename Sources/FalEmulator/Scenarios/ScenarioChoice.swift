internal import FalAPI
internal import HTTPServer
internal import HTTPTypes
internal import QueueEngine

/// A scenario chosen by name, with other times if asked for: by one request's header
/// `x-falsework-scenario: NAME; queue=3; run=0.5; times=2` (seconds on the world's clock), or by a control call.
struct ScenarioChoice: Sendable, Hashable {
    /// The scenario's name.
    var name: String
    /// How long to stay in the queue, instead of what the scenario says.
    var queueTime: Span?
    /// How long to run, instead of what the scenario says.
    var runTime: Span?
    /// How many requests it is for; nil: all.
    var times: Int?

    /// The longest time, in seconds: a year.
    static let longestTime = 31_536_000.0
    /// The most requests that a choice can be for.
    static let mostTimes = 1_000_000

    /// Makes a choice.
    init(name: String, queueTime: Span? = nil, runTime: Span? = nil, times: Int? = nil) {
        self.name = name
        self.queueTime = queueTime
        self.runTime = runTime
        self.times = times
    }

    /// Reads the header; nil without one.
    init?(_ request: Request) throws(RequestRefusal) {
        guard let text = request.header(.falseworkScenario) else { return nil }
        try self.init(text)
    }

    /// Reads the header's value.
    init(_ text: String) throws(RequestRefusal) {
        var parts = text.split(separator: ";", omittingEmptySubsequences: false).map(Self.trimmed)
        name = parts.removeFirst()
        for part in parts where !part.isEmpty {
            let pair = part.split(separator: "=", maxSplits: 1).map(Self.trimmed)
            let value = pair.count == 2 ? pair[1] : ""
            switch pair.first {
            case "queue": queueTime = try Self.seconds(value, part)
            case "run": runTime = try Self.seconds(value, part)
            case "times":
                guard let count = Int(value), (1...Self.mostTimes).contains(count) else {
                    throw .badRequest(
                        "\(Self.header): '\(part)' is not times= and a number from 1 to \(Self.mostTimes)"
                    )
                }
                times = count
            default:
                throw .badRequest("\(Self.header): '\(part)' is unknown; allowed are queue=, run= and times=")
            }
        }
    }

    private static let header = "x-falsework-scenario"

    private static func seconds(_ text: String, _ part: String) throws(RequestRefusal) -> Span {
        guard let seconds = Double(text), seconds >= 0, seconds <= longestTime else {
            throw .badRequest("\(header): '\(part)' is not a number of seconds from 0 to \(Int(longestTime))")
        }
        return .seconds(seconds)
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
