internal import FalAPI
internal import HTTPServer
internal import HTTPTypes
internal import JSON
internal import QueueEngine

/// What becomes of an object, and who may read it: the JSON in `X-Fal-Object-Lifecycle`, or in its twin
/// `X-Fal-Object-Lifecycle-Preference`.
///
/// Source: fal-client 1.0.3 (`_normalize_upload_lifecycle`) and @fal-ai/client 1.10.1 (`buildUploadLifecycleConfig`), which
/// turn words like `1d` into seconds before they send them.
struct Lifecycle: Sendable, Hashable {
    /// How long the object is kept; nil: for as long as its world is.
    var duration: Span?
    /// What others than the owner get.
    var access = Access.allow
    /// What the users get that are named.
    var rules: [String: Access] = [:]

    /// What somebody who asks for an object gets.
    enum Access: String, Sendable, Hashable {
        /// The object.
        case allow
        /// 403
        case forbid
        /// 404
        case hide
    }

    private static let mostRules = 1_000

    /// Reads a request's header; nil when there is none that can be used: live storage ignores a bad one and answers 200
    /// (measured 2026-08).
    init?(_ request: Request) {
        let found = [HTTPField.Name.falObjectLifecycle, .falObjectLifecyclePreference].lazy
            .compactMap { request.header($0).flatMap { Lifecycle(text: $0) } }.first
        guard let found else { return nil }
        self = found
    }

    /// Reads `{"expiration_duration_seconds": 3600, "initial_acl": {"default": "hide", "rules": [{"user", "decision"}]}}`.
    init?(text: String) {
        guard let object = (try? JSONParser.parse(Array(text.utf8)))?.object else { return nil }
        if let value = object["expiration_duration_seconds"], !value.isNull {
            guard let seconds = value.double, seconds.isFinite, seconds > 0 else { return nil }
            duration = .seconds(seconds)
        }
        guard let list = object["initial_acl"], !list.isNull else { return }
        if let value = list["default"], !value.isNull {
            guard let access = value.string.flatMap(Access.init(rawValue:)) else { return nil }
            self.access = access
        }
        for rule in (list["rules"]?.array ?? []).prefix(Self.mostRules) {
            guard let user = rule["user"]?.string, let access = rule["decision"]?.string.flatMap(Access.init(rawValue:))
            else { return nil }
            rules[user] = access
        }
    }
}
