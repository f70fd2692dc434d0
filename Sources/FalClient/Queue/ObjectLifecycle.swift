internal import JSON

/// How long objects are kept, and who may read them.
///
/// Source: fal's documentation, "Request headers": `X-Fal-Object-Lifecycle-Preference`.
public struct ObjectLifecycle: Sendable, Hashable {
    /// How long they are kept, in seconds; nil for as long as the account says.
    public var expirationSeconds: Int?
    /// Who may read them; nil for everybody with the URL.
    public var initialACL: AccessControl?

    /// An expiration, access control, or both.
    public init(expirationSeconds: Int? = nil, initialACL: AccessControl? = nil) {
        self.expirationSeconds = expirationSeconds
        self.initialACL = initialACL
    }

    /// Who may read an object.
    public struct AccessControl: Sendable, Hashable {
        /// What holds for everybody else.
        public var byDefault: Decision
        /// What holds for users by name, in order.
        public var rules: [Rule]

        /// A default and exceptions.
        public init(byDefault: Decision, rules: [Rule] = []) {
            self.byDefault = byDefault
            self.rules = rules
        }

        /// What happens to somebody's request for an object.
        public enum Decision: String, Sendable, Hashable, CaseIterable {
            /// It is answered as if there were no object.
            case hide
            /// It is refused.
            case forbid
            /// It is answered.
            case allow
        }

        /// An exception for a user.
        public struct Rule: Sendable, Hashable {
            /// The user.
            public var user: String
            /// What holds for that user.
            public var decision: Decision

            /// An exception.
            public init(user: String, decision: Decision) {
                self.user = user
                self.decision = decision
            }
        }
    }

    /// The value of the header field.
    func fieldValue() throws(FalError) -> String {
        if let expirationSeconds, expirationSeconds <= 0 {
            throw FalError(.invalidArgument, "objectLifecycle: \(expirationSeconds) is no number of seconds from 1")
        }
        var value: JSONObject = [
            "expiration_duration_seconds": expirationSeconds.map { .number(.integer(Int64($0))) } ?? .null
        ]
        if let initialACL {
            let rules = initialACL.rules.map { rule -> JSONValue in
                ["user": .string(JSONString(rule.user)), "decision": .string(JSONString(rule.decision.rawValue))]
            }
            value["initial_acl"] = [
                "default": .string(JSONString(initialACL.byDefault.rawValue)), "rules": .array(rules),
            ]
        }
        let text = String(decoding: JSONValue.object(value).serialized(), as: UTF8.self)
        guard SubmitOptions.isFieldValue(text) else {
            throw FalError(.invalidArgument, "objectLifecycle: users must be printable ASCII")
        }
        return text
    }
}
