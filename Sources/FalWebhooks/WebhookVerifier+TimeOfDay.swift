#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

extension WebhookVerifier {
    /// The machine's time of day, in seconds since the Unix epoch.
    @Sendable public static func timeOfDay() -> Int64 { Int64(Date().timeIntervalSince1970) }
}
