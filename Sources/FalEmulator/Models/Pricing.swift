internal import JSON

/// What an endpoint costs, from the extension `x-falsework-pricing` of its document; `openapi/PROVENANCE.md` describes it.
public struct Pricing: Sendable, Hashable {
    /// How many units a request takes.
    public enum Amount: Sendable, Hashable {
        /// Always as many.
        case fixed(Double)
        /// As many as the file has seconds that an input names, rounded up to a multiple of the step.
        case seconds(step: Double, of: String)
    }

    /// How many units a request takes.
    public var amount: Amount
    /// US dollars a unit.
    public var unitPrice: Double

    /// The value of `x-fal-billable-units` for a request; integers have no fraction (fal 1.83.0).
    /// - Parameter seconds: how long the input video is; unknown counts as one step.
    func billableUnits(seconds: Double?) -> String {
        switch amount {
        case .fixed(let units): Self.text(units)
        case .seconds(let step, _): Self.text(max(1, ((seconds ?? step) / step).rounded(.up)) * step)
        }
    }

    /// The name of the input whose length is paid for; nil when none is.
    var measuredInput: String? {
        guard case .seconds(_, let name) = amount else { return nil }
        return name
    }

    private static func text(_ units: Double) -> String {
        Int(exactly: units).map(String.init) ?? "\(units)"
    }
}

extension Pricing {
    /// Reads the extension, strictly.
    init(_ value: JSONValue, file: String) throws(LoadError) {
        let pointer = JSONPointer().appending("info").appending("x-falsework-pricing")
        var reader = try FixtureReader(value, file: file, at: pointer)
        guard let price = try reader.required("unit_price").double, price >= 0 else {
            throw reader.error("unit_price", "must be a number of US dollars")
        }
        unitPrice = price
        _ = try reader.string("unit")
        guard try reader.string("currency") == "USD" else { throw reader.error("currency", "must be \"USD\"") }
        switch (reader.optional("units_per_request"), reader.optional("measured")) {
        case (let units?, nil):
            guard let units = units.double, units > 0 else {
                throw reader.error("units_per_request", "must be a number that is more than 0")
            }
            amount = .fixed(units)
        case (nil, _?):
            let measured = try reader.string("measured")
            guard let step = try reader.required("step").double, step > 0 else {
                throw reader.error("step", "must be a number of seconds that is more than 0")
            }
            amount = .seconds(step: step, of: measured)
        default:
            throw LoadError(file, at: pointer.description, "must have either units_per_request or measured")
        }
        try reader.finish()
    }
}
