public import JSON

/// A case's answers as a target gave them on a day, without ids and credentials.
public struct Snapshot: Sendable {
    /// The case.
    public let caseID: String
    /// What the target was called.
    public let target: String
    /// When, in seconds since the Unix epoch.
    public let recordedAt: Int64
    let exchanges: [NormalisedExchange]

    private static let format: Int64 = 1

    /// Records a result; nil for a case that was not decided.
    public init?(_ result: CaseResult, target: ContractTarget, at time: Int64) {
        guard result.reason == nil, !result.exchanges.isEmpty else { return nil }
        caseID = result.contractCase.id
        self.target = target.name
        recordedAt = time
        var seen: Set<NormalisedExchange> = []
        exchanges = result.exchanges.map { NormalisedExchange($0, services: target.services) }
            .filter { !$0.request.contains("<control>") && seen.insert($0).inserted }
    }

    /// Reads a snapshot's file.
    /// - Throws: `ContractError` that says what is wrong.
    public init(bytes: [UInt8], file: String) throws(ContractError) {
        guard let json = try? JSONParser.parse(bytes) else { throw ContractError("\(file): not JSON") }
        guard json["format"]?.integer == Self.format, let id = json["case"]?.string,
            let target = json["target"]?.string,
            let time = json["recorded_at"]?.integer, let list = json["exchanges"]?.array
        else { throw ContractError("\(file): not a snapshot of format \(Self.format)") }
        caseID = id
        self.target = target
        recordedAt = time
        var exchanges: [NormalisedExchange] = []
        for entry in list {
            guard let request = entry["request"]?.string, let status = entry["status"]?.integer,
                let body = entry["body"]
            else { throw ContractError("\(file): an exchange without request, status or body") }
            var headers: [String: String] = [:]
            for (name, value) in entry["headers"]?.object ?? [:] {
                headers[name.description] = value.string
            }
            exchanges.append(
                NormalisedExchange(request: request, status: Int(status), headers: headers, body: body)
            )
        }
        self.exchanges = exchanges
    }

    /// The snapshot's file.
    public var json: JSONValue {
        let list = exchanges.map { exchange -> JSONValue in
            let headers = exchange.headers.sorted { $0.key < $1.key }
                .map { (JSONString($0.key), JSONValue.string(JSONString($0.value))) }
            return [
                "request": .string(JSONString(exchange.request)),
                "status": .number(.integer(Int64(exchange.status))),
                "headers": .object(JSONObject(headers)),
                "body": exchange.body,
            ]
        }
        return [
            "format": .number(.integer(Self.format)),
            "case": .string(JSONString(caseID)),
            "target": .string(JSONString(target)),
            "recorded_at": .number(.integer(recordedAt)),
            "exchanges": .array(list),
        ]
    }

    /// How old a snapshot is.
    public enum Age: Sendable, Hashable {
        /// Young enough.
        case fresh
        /// Older than it should be.
        case stale(days: Int)
        /// So old that it proves nothing.
        case expired(days: Int)
    }

    /// Its age at a time.
    /// - Parameters:
    ///   - time: seconds since the Unix epoch.
    ///   - limit: after how many days it is stale; after twice as many it is expired.
    public func age(at time: Int64, limit: Int) -> Age {
        let days = Int(max(0, time - recordedAt) / 86_400)
        if days > 2 * limit { return .expired(days: days) }
        return days > limit ? .stale(days: days) : .fresh
    }

    /// Compares a run with snapshots. Cases without one are left out.
    public static func compare(
        _ snapshots: [Snapshot],
        with results: [CaseResult],
        of target: ContractTarget
    ) -> Comparison {
        var differences: [Comparison.Difference] = []
        var count = 0
        for snapshot in snapshots {
            guard let result = results.first(where: { $0.contractCase.id == snapshot.caseID }),
                result.reason == nil
            else { continue }
            count += 1
            differences += Comparison.differences(
                snapshot.caseID,
                snapshot.exchanges,
                result.exchanges.map { NormalisedExchange($0, services: target.services) }
            )
        }
        return Comparison(
            left: snapshots.first.map { "recorded of \($0.target)" } ?? "recorded",
            right: target.name,
            differences: differences,
            count: count
        )
    }
}
