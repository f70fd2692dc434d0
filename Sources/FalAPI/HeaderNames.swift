public import HTTPTypes

/// The header fields that only fal's services and clients use.
extension HTTPField.Name {
    /// The request's id; on submit, run and result.
    public static let falRequestID = Self.falName("x-fal-request-id")
    /// What the request costs, in the endpoint's unit.
    public static let falBillableUnits = Self.falName("x-fal-billable-units")
    /// The id of the runner that answered.
    public static let falServedFrom = Self.falName("x-fal-served-from")
    /// Whether trying again can help: `true` or `false`.
    public static let falNeedsRetry = Self.falName("x-fal-needs-retry")
    /// The platform's name of what went wrong.
    public static let falErrorType = Self.falName("x-fal-error-type")
    /// Whose deadline passed; `user` for the one in `x-fal-request-timeout`.
    public static let falRequestTimeoutType = Self.falName("x-fal-request-timeout-type")
    /// Seconds within which the request must have started; the older name.
    public static let falRequestTimeout = Self.falName("x-fal-request-timeout")
    /// Seconds within which the request must have started; wins over the older name.
    public static let falRequestStartTimeout = Self.falName("x-fal-request-start-timeout")
    /// `normal` or `low`.
    public static let falQueuePriority = Self.falName("x-fal-queue-priority")
    /// Which runner would be best, as a word that equal requests share.
    public static let falRunnerHint = Self.falName("x-fal-runner-hint")
    /// `0` keeps input and output from being stored.
    public static let falStoreIO = Self.falName("x-fal-store-io")
    /// `1` keeps the platform from trying again.
    public static let falNoRetry = Self.falName("x-fal-no-retry")
    /// Labels of a request: `name=value`, separated by commas.
    public static let falTags = Self.falName("x-fal-tags")
    /// The URL that a request through a proxy is meant for.
    public static let falTargetURL = Self.falName("x-fal-target-url")
    /// Which proxy a request came through.
    public static let falClientProxy = Self.falName("x-fal-client-proxy")
    /// How long an uploaded object is kept, and who may read it; what the storage reads (fal-client 1.0.3).
    public static let falObjectLifecycle = Self.falName("x-fal-object-lifecycle")
    /// The same; what older storage and the models read.
    public static let falObjectLifecyclePreference = Self.falName("x-fal-object-lifecycle-preference")
    /// When an object ends, in milliseconds since the Unix epoch (measured 2026-08).
    public static let falObjectLifecycleExpiration = Self.falName("x-fal-object-lifecycle-expiration")
    /// The name of an uploaded file.
    public static let falFileName = Self.falName("x-fal-file-name")
    /// On a webhook: the request whose end it tells.
    public static let falWebhookRequestID = Self.falName("X-Fal-Webhook-Request-Id")
    /// On a webhook: whose request it was.
    public static let falWebhookUserID = Self.falName("X-Fal-Webhook-User-Id")
    /// On a webhook: when it was signed, in seconds since the Unix epoch.
    public static let falWebhookTimestamp = Self.falName("X-Fal-Webhook-Timestamp")
    /// On a webhook: the signature in hexadecimal digits.
    public static let falWebhookSignature = Self.falName("X-Fal-Webhook-Signature")
    /// Sent by every fal application as captured; keeps search engines away.
    public static let xRobotsTag = Self.falName("x-robots-tag")
    /// The authority that the request is meant for.
    public static let host = Self.falName("host")
    /// Chooses a scenario for one request.
    public static let falseworkScenario = Self.falName("x-falsework-scenario")
    /// Asks Falsework for an explanation of a refusal, and carries it.
    public static let falseworkExplain = Self.falName("x-falsework-explain")

    private static func falName(_ literal: StaticString) -> Self {
        guard let name = Self(literal.description) else { preconditionFailure("\(literal) is a token") }
        return name
    }
}
