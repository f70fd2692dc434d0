internal import HTTPTypes

/// Who a request says it is, and whether that lets it in.
///
/// The texts and their order are captured (2025 to 2026-09); the meaning of the ids `invalid` and `locked` is ours, so
/// that a test of those answers needs no set-up.
enum Authorization: Sendable, Hashable {
    /// No header, or a scheme that fal cannot use.
    case missing
    /// `Key` without a colon.
    case malformedKey
    /// `Bearer` with something that is not a token.
    case undecodableBearer
    /// A key that does not exist.
    case unknown
    /// A key whose account is locked.
    case locked(Credentials)
    /// A key that opens a world.
    case granted(Credentials)

    /// Reads a header's value.
    /// - Parameter known: the keys that exist; empty: all do.
    init(_ value: String?, known: Set<Credentials>) {
        guard let value, let space = value.firstIndex(of: " ") else {
            self = .missing
            return
        }
        let token = value[value.index(after: space)...].drop { $0 == " " }
        switch value[..<space].lowercased() {
        case "key":
            guard let credentials = Credentials(token) else {
                self = .malformedKey
                return
            }
            if credentials.id == "invalid" {
                self = .unknown
            } else if !known.isEmpty, !known.contains(credentials) {
                self = .unknown
            } else {
                self = credentials.id == "locked" ? .locked(credentials) : .granted(credentials)
            }
        case "bearer":
            // A login token (fal-client 1.0.3 sends one after `fal auth login`) has three parts; whose it is cannot be
            // checked offline, so each opens its own world unless the keys are named.
            let parts = token.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(Self.isBase64URL) }),
                let credentials = Credentials("bearer:\(token)")
            else {
                self = .undecodableBearer
                return
            }
            self = known.isEmpty ? .granted(credentials) : .unknown
        default:
            self = .missing
        }
    }

    private static func isBase64URL(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "="):
            true
        default: false
        }
    }

    /// Why the request is refused with 401, in fal's words; nil when its credentials are good.
    /// - Parameter application: `owner/alias`, which one of the texts names.
    func refusal(application: String) -> String? {
        switch self {
        case .missing:
            "Cannot access application \"\(application)\". Authentication is required to access this application."
        case .malformedKey: "Invalid Key Authorization header format. Expected '<key_id>:<key_secret>'."
        case .undecodableBearer: "bearer: unable to decode issuer"
        case .unknown: "invalid key credentials"
        case .locked, .granted: nil
        }
    }

    /// What a locked account is told, with 403, on polls too.
    static let lockedDetail =
        "User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing."
}
