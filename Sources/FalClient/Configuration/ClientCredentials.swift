internal import Foundation

/// Who a client says it is. Never shows its key: not when printed, not when dumped.
public struct ClientCredentials: Sendable {
    private enum Source: Sendable {
        case none
        case pair(String)
        case provider(@Sendable () async throws -> String?)
    }

    private let source: Source

    /// No key: for proxies, which have their own.
    public static let none = Self(source: .none)

    /// A key as fal shows it once: `ID:SECRET`.
    public static func keyPair(_ pair: String) -> Self { Self(source: .pair(pair)) }

    /// A key in its two parts.
    public static func key(id: String, secret: String) -> Self { Self(source: .pair("\(id):\(secret)")) }

    /// A key that is asked for before each request, so that it can change; nil sends none.
    public static func custom(_ provider: @escaping @Sendable () async throws -> String?) -> Self {
        Self(source: .provider(provider))
    }

    /// `FAL_KEY`, else `FAL_KEY_ID` and `FAL_KEY_SECRET`, else none; read at once.
    ///
    /// Source: fal-client 1.0.3, `auth.py`.
    public static var fromEnv: Self { fromEnv(ProcessInfo.processInfo.environment) }

    /// The same, from an environment given.
    public static func fromEnv(_ environment: [String: String]) -> Self {
        if let pair = environment["FAL_KEY"], !pair.isEmpty { return .keyPair(pair) }
        if let id = environment["FAL_KEY_ID"], let secret = environment["FAL_KEY_SECRET"], !id.isEmpty, !secret.isEmpty
        {
            return .key(id: id, secret: secret)
        }
        return .none
    }

    /// The value of the field Authorization; nil for none.
    /// - Throws: `FalError` of the code `invalidArgument` for a key that cannot stand in a header; what the provider throws.
    func authorization() async throws -> String? {
        let pair: String?
        switch source {
        case .none: pair = nil
        case .pair(let known): pair = known
        case .provider(let provider): pair = try await provider()
        }
        guard let pair else { return nil }
        let trimmed = pair.trimmingCharacters(in: .whitespacesAndNewlines)
        if trimmed.isEmpty { return nil }
        guard trimmed.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw FalError(.invalidArgument, "the key has characters that cannot stand in a header")
        }
        return "Key \(trimmed)"
    }
}

extension ClientCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says whether there is a key, and nothing of it.
    public var description: String {
        switch source {
        case .none: "no key"
        case .pair: "a key (redacted)"
        case .provider: "a key from a provider"
        }
    }

    /// The same.
    public var debugDescription: String { description }

    /// Nothing to look into.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
