/// What endpoints cost, as of a day. fal's own pages say what holds now.
public struct PriceTable: Sendable, Hashable {
    /// What one endpoint costs.
    public struct Price: Sendable, Hashable {
        /// The endpoint's id.
        public let endpoint: String
        /// Dollars a unit.
        public let dollarsPerUnit: Double
        /// How many units a call of the suite has at most.
        public let unitsPerCall: Double
    }

    /// The day of the prices.
    public let date: String
    /// The prices.
    public let prices: [Price]

    /// Makes a table.
    public init(date: String, prices: [Price]) {
        self.date = date
        self.prices = prices
    }

    /// What others report: a call of video-to-audio for 0.035, a second of lipsync for 0.014 in steps of five seconds; the
    /// documented example takes at most ten seconds.
    public static let known = PriceTable(
        date: "2026-09",
        prices: [
            Price(endpoint: Endpoint.videoToAudio.id, dollarsPerUnit: 0.035, unitsPerCall: 1),
            Price(endpoint: Endpoint.lipsync.id, dollarsPerUnit: 0.014, unitsPerCall: 10),
        ]
    )

    /// What calls of an endpoint cost; nil for one that the table does not know.
    public func dollars(_ endpoint: Endpoint, calls: Int) -> Double? {
        prices.first { $0.endpoint == endpoint.id }.map {
            $0.dollarsPerUnit * $0.unitsPerCall * Double(calls)
        }
    }
}
