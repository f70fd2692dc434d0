/// The keys that cases use, each as `id:secret`.
public struct ContractKeys: Sendable {
    /// The key of ordinary requests; nil: every case has one of its own, which on Falsework opens a world of its own.
    public var main: String?
    /// Somebody else's key; nil: one made up, where the target takes every key.
    public var other: String?
    /// A key that does not exist; nil: one made up.
    public var invalid: String?
    /// A key whose account is locked; nil: on live none is known, else `locked:…`, where the target refuses that.
    public var locked: String?

    /// Makes a set of keys.
    public init(
        main: String? = nil,
        other: String? = nil,
        invalid: String? = nil,
        locked: String? = nil
    ) {
        self.main = main
        self.other = other
        self.invalid = invalid
        self.locked = locked
    }
}

/// In whose name a request is sent.
enum Caller: Sendable, Hashable {
    /// The target's own user.
    case main
    /// Another user.
    case other
    /// Somebody without credentials.
    case nobody
    /// Somebody with a key that does not exist.
    case invalid
    /// Somebody whose account is locked.
    case locked
    /// Somebody with this `Authorization`.
    case header(String)
}
