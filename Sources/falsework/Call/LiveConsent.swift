internal import ArgumentParser
internal import FalAPI
internal import FalClient
internal import FalEmulator

/// What a live call costs, and whether it may.
struct LiveConsent {
    let yes: Bool
    let maximum: Double?
    let data: DataOptions

    /// The price as the documents have it; fal's own page counts.
    enum Price {
        case atMost(Double, String)
        case unknown
    }

    /// Shows the price, and asks unless that was settled before.
    /// - Throws: `Failure` when it may not be.
    func obtain(for endpoint: String) throws(Failure) {
        if let maximum, !(maximum >= 0 && maximum.isFinite) { throw .unusable("--max-usd: must be a number from 0") }
        guard !yes || maximum != nil else { throw .unusable("--yes needs --max-usd") }
        let price = price(of: endpoint)
        switch price {
        case .atMost(_, let text): Console.error("\(endpoint): \(text), as far as openapi/ knows; fal's page counts")
        case .unknown: Console.error("\(endpoint): its price is not known here")
        }
        if let maximum {
            switch price {
            case .atMost(let usd, _) where usd <= maximum: break
            case .atMost(let usd, _):
                throw .unusable("it can cost \(usd) US dollars, which is more than --max-usd \(maximum)")
            case .unknown: throw .unusable("its price is not known, so that --max-usd cannot be kept")
            }
        }
        guard !yes else { return }
        guard System.isTerminal(System.standardInput) else {
            throw .unusable("a live call costs, and there is nobody to ask: --yes --max-usd USD lets it")
        }
        System.write(Array("Call it? [y/N] ".utf8), to: System.standardError)
        guard let answer = readLine()?.lowercased(), answer == "y" || answer == "yes" else {
            throw .unusable("nothing was called")
        }
    }

    private func price(of endpoint: String) -> Price {
        guard let models = try? data.models(), let id = EndpointID(endpoint), let pricing = models[id]?.pricing else {
            return .unknown
        }
        switch pricing.amount {
        case .fixed(let units):
            let usd = Self.cents(units * pricing.unitPrice)
            return .atMost(usd, "\(usd) US dollars a call")
        case .seconds(let step, of: _):
            let known = [KlingVideo.LipsyncAudioToVideo.endpointID: KlingVideo.LipsyncAudioToVideo.videoLimits]
            guard let longest = known[endpoint]?.duration?.upperBound else { return .unknown }
            let usd = Self.cents((longest / step).rounded(.up) * step * pricing.unitPrice)
            return .atMost(usd, "\(pricing.unitPrice) US dollars a second in steps of \(step) s, at most \(usd)")
        }
    }

    /// Without the dust of binary fractions.
    private static func cents(_ usd: Double) -> Double { (usd * 1e6).rounded() / 1e6 }
}
