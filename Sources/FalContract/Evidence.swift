/// How a behaviour of fal's is known.
public struct Evidence: Sendable, Hashable {
    /// The kinds of evidence, the strongest first.
    public enum Mark: String, Sendable, Hashable, CaseIterable {
        /// Seen in an answer of the live service.
        case captured
        /// Stated in fal's own documentation.
        case documented
        /// An official client sends it or relies on it.
        case client
        /// Claimed by somebody else without the bytes.
        case reported
        /// Nobody has shown it.
        case inferred
    }

    /// The kind.
    public let mark: Mark
    /// The documentation page, the client and its version, or what was captured.
    public let source: String
    /// When it was captured, as in `2026-04`; nil for what has no date.
    public let date: String?

    /// Seen in an answer of the live service.
    static func captured(_ date: String, _ source: String) -> Evidence {
        Evidence(mark: .captured, source: source, date: date)
    }

    /// Stated on a page of fal's documentation.
    static func documented(_ page: String) -> Evidence {
        Evidence(mark: .documented, source: page, date: nil)
    }

    /// Sent or relied on by an official client.
    static func client(_ client: String) -> Evidence {
        Evidence(mark: .client, source: client, date: nil)
    }

    /// Claimed by somebody else.
    static func reported(_ source: String) -> Evidence {
        Evidence(mark: .reported, source: source, date: nil)
    }

    /// Nobody has shown it; the text says from what it is inferred.
    static func inferred(_ reason: String) -> Evidence {
        Evidence(mark: .inferred, source: reason, date: nil)
    }
}

extension Evidence: CustomStringConvertible {
    /// The kind, the date and the source.
    public var description: String {
        "\(mark.rawValue)\(date.map { " \($0)" } ?? ""): \(source)"
    }
}
