/// What a run on the live service will do, and what it may cost.
public struct LivePlan: Sendable {
    /// The cases that run, in order.
    public let cases: [ContractCase]
    /// Those of them that cost money, and how much.
    public let paid: [(id: String, dollars: Double)]
    /// How many of the chosen cases do not run on live.
    public let left: Int
    private let prices: PriceTable

    /// Plans a run.
    /// - Parameters:
    ///   - cases: what was chosen.
    ///   - named: the ids of cases that may cost money.
    ///   - limit: how many dollars may be spent.
    ///   - prices: what endpoints cost.
    /// - Throws: `ContractError` for an id that no chosen case has, a price that is not known, or an estimate beyond the limit.
    public init(
        _ cases: [ContractCase],
        paid named: [String],
        limit: Double,
        prices: PriceTable = .known
    ) throws(ContractError) {
        var paid: [(id: String, dollars: Double)] = []
        for id in named {
            guard let chosen = cases.first(where: { $0.id == id }) else {
                throw ContractError("--paid \(id): no such case among the \(cases.count) that were chosen")
            }
            guard case .costsOnLive(let endpoint, let calls) = chosen.scope else {
                throw ContractError("--paid \(id): it is not one that costs money (\(chosen.scope))")
            }
            guard let dollars = prices.dollars(endpoint, calls: calls) else {
                throw ContractError("--paid \(id): the price of \(endpoint.id) is not known")
            }
            if !paid.contains(where: { $0.id == id }) { paid.append((id, dollars)) }
        }
        let names = Set(paid.map(\.id))
        self.cases = cases.filter { one in
            switch one.scope {
            case .anywhere, .freeOnLive: true
            case .costsOnLive: names.contains(one.id)
            case .emulatorOnly: false
            }
        }
        self.paid = paid
        left = cases.count - self.cases.count
        self.prices = prices
        guard dollars <= limit else {
            throw ContractError(
                "the estimate is \(Self.money(dollars)), and --max-usd is \(Self.money(limit)): nothing was sent"
            )
        }
    }

    /// The estimate, in dollars.
    public var dollars: Double { paid.reduce(0) { $0 + $1.dollars } }

    /// The plan, for people.
    public var description: String {
        var lines = [
            "\(cases.count) cases on the live service; \(left) others do not run there or were not paid for."
        ]
        if paid.isEmpty {
            lines.append("Estimate: $0.00. Requests are refused for their input, or cancelled at once.")
        } else {
            for (id, dollars) in paid { lines.append("  \(Self.money(dollars))  \(id)") }
            lines.append("Estimate: \(Self.money(dollars)), at prices of \(prices.date).")
        }
        return lines.joined(separator: "\n")
    }

    /// An amount, rounded up to the next cent.
    static func money(_ dollars: Double) -> String {
        let cents = Int((dollars * 100 - 1e-9).rounded(.up))
        return "$\(cents / 100)." + (cents % 100 < 10 ? "0" : "") + String(cents % 100)
    }
}
