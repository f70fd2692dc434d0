internal import JSON

/// What an endpoint costs, from the extension `x-falsework-pricing` of its document.
public struct Pricing: Sendable, Hashable {
    /// What is counted.
    public enum Unit: String, Sendable {
        /// One unit a request.
        case videos
        /// Seconds of the input video, rounded up to a step.
        case seconds
    }

    /// What is counted.
    public var unit: Unit
    /// What units are rounded up to.
    public var step: Double
    /// US dollars a unit.
    public var unitPrice: Double

    /// The value of `x-fal-billable-units` for a request; integers have no fraction (fal 1.83.0).
    /// - Parameter seconds: how long the input video is; unknown counts as one step.
    func billableUnits(seconds: Double?) -> String {
        switch unit {
        case .videos: "1"
        case .seconds: Self.text(max(1, ((seconds ?? step) / step).rounded(.up)) * step)
        }
    }

    private static func text(_ units: Double) -> String {
        Int(exactly: units).map(String.init) ?? "\(units)"
    }
}
