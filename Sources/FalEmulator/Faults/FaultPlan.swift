internal import FalAPI
internal import HTTPServer
internal import HTTPTypes
internal import QueueEngine

/// What goes wrong with one answer, once all is decided.
///
/// First the delays, added up; then what stands in the answer's place, the first if there are several; else what is done to
/// its body, in the order of the rules.
struct FaultPlan: Sendable {
    /// How much later the answer begins, in seconds of real time.
    private(set) var delay = 0.0
    /// What stands in the answer's place.
    private(set) var replacement: Fault?
    /// Whether the request is carried out although its answer is lost.
    private(set) var isCarriedOut = true
    private var shapes: [Fault] = []
    private var names: [String] = []
    private var noise = SeededRandom(seed: 0, salt: "")

    /// Whether nothing goes wrong.
    var isEmpty: Bool { names.isEmpty }

    /// What goes wrong, in words.
    var description: String { names.joined(separator: ", ") }

    /// Adds what a rule decides.
    mutating func add(_ rule: FaultRule, _ random: inout SeededRandom) {
        names.append(rule.fault.name)
        switch rule.fault {
        case .latency(let latency):
            delay = min(Fault.longestDelay, delay + latency.sample(&random))
        case .answer, .reset, .emptyReply, .garbage:
            guard replacement == nil else { return }
            replacement = rule.fault
            isCarriedOut = rule.isCarriedOut
            noise = SeededRandom(seed: random.next(), salt: "garbage")
        case .slowBody, .cutBody, .stalledStream, .duplicatedFrames, .splitFrames:
            shapes.append(rule.fault)
        }
    }

    /// The answer with everything that goes wrong.
    func apply(to answer: Answer, requestID: RequestID?, time: TimeSource) -> Answer {
        switch answer {
        case .now(let response) where delay == 0:
            return .now(changed(response, requestID, time))
        case .now(let response):
            return .later {
                try? await time.sleep(time.now() + .seconds(delay))
                return changed(response, requestID, time)
            }
        case .later(let work):
            return .later {
                let response = await work()
                if delay > 0 { try? await time.sleep(time.now() + .seconds(delay)) }
                return changed(response, requestID, time)
            }
        }
    }

    private func changed(_ response: Response, _ requestID: RequestID?, _ time: TimeSource) -> Response {
        guard let replacement else {
            return shapes.reduce(response) { FaultyBody.change($0, by: $1, time: time) }
        }
        switch replacement {
        case .answer(let answer):
            var headers = answer.headers
            if answer.carriesRequestID, let requestID { headers[.falRequestID] = requestID.description }
            return Response(
                status: HTTPResponse.Status(code: answer.status),
                headerFields: headers,
                body: .bytes(answer.body)
            )
        case .reset: return Response(body: .reset)
        case .garbage(let count):
            var noise = noise
            return Response(body: .garbage((0..<count).map { _ in UInt8(truncatingIfNeeded: noise.next()) }))
        default: return Response(body: .hangUp)
        }
    }
}

extension Fault.Delay {
    /// A delay in seconds.
    fileprivate func sample(_ random: inout SeededRandom) -> Double {
        switch self {
        case .fixed(let seconds): return seconds
        case .uniform(let from, let to): return Double.random(in: from...to, using: &random)
        case .normal(let mean, let deviation):
            return min(Fault.longestDelay, max(0, mean + deviation * Self.bell(&random)))
        case .logNormal(let median, let sigma):
            return min(Fault.longestDelay, median * Exponential.e(sigma * Self.bell(&random)))
        }
    }

    /// Nearly a normal distribution of deviation 1: the sum of twelve even ones (Irwin and Hall).
    private static func bell(_ random: inout SeededRandom) -> Double {
        (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0..<1, using: &random) }
    }
}

/// The exponential function, without a C library.
private enum Exponential {
    /// e to a power of at most 30 either way: halved until the series converges, then squared back.
    static func e(_ power: Double) -> Double {
        let small = max(-30, min(30, power)) / 1_024
        var (term, sum) = (1.0, 1.0)
        for step in 1...12 {
            term *= small / Double(step)
            sum += term
        }
        return (0..<10).reduce(sum) { value, _ in value * value }
    }
}
