/// What is odd about the webhook that is sent when a request ends.
struct ScenarioWebhook: Sendable, Hashable {
    /// What is wrong or unusual about the delivery.
    var variant = WebhookVariant.valid
    /// Whether the payload is said to be no JSON: `"payload": null` and `payload_error` beside it.
    var hasPayloadError = false

    /// Nothing odd.
    init() {}

    /// Makes an odd delivery.
    init(variant: WebhookVariant) {
        self.variant = variant
    }

    /// Makes a delivery whose payload is said to be no JSON.
    init(hasPayloadError: Bool) {
        self.hasPayloadError = hasPayloadError
    }

    /// Reads `webhook` of a fixture.
    init(_ reader: FixtureReader) throws(LoadError) {
        var reader = reader
        variant = try reader.optionalWord("variant", WebhookVariant.self) ?? .valid
        hasPayloadError = try reader.flag("payload_error") ?? false
        try reader.finish()
    }
}
