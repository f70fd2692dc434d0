internal import FalAPI

/// An endpoint's id as a caller writes it, checked.
struct EndpointName: Sendable, Hashable {
    let id: EndpointID

    /// Reads `owner/alias[/path]`, or the older `123-name`, which means `123/name`.
    ///
    /// Source: @fal-ai/client 1.10.1, `ensureEndpointIdFormat`.
    /// - Throws: `FalError` of the code `invalidArgument`.
    init(_ text: String) throws(FalError) {
        guard text.utf8.count <= 1024, let id = EndpointID(Self.current(text)), text.utf8.allSatisfy(Self.isPlain),
            !text.split(separator: "/").contains(where: { $0 == "." || $0 == ".." })
        else {
            throw FalError(
                .invalidArgument,
                "an endpoint's id is OWNER/ALIAS or OWNER/ALIAS/PATH, as in fal-ai/kling-video/video-to-audio"
            )
        }
        self.id = id
    }

    private static func current(_ text: String) -> String {
        guard !text.contains("/"), let dash = text.firstIndex(of: "-"), dash > text.startIndex,
            text[..<dash].utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), text.index(after: dash) < text.endIndex
        else { return text }
        return "\(text[..<dash])/\(text[text.index(after: dash)...])"
    }

    /// What can stand in a path as it is.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: "-._~/@:+".utf8.contains(byte)
        }
    }

    /// Where requests are submitted or run.
    /// - Parameter base: a service's URL.
    func url(on base: String) throws(FalError) -> AbsoluteURL {
        guard let url = AbsoluteURL("\(base)/\(id)") else { throw Self.unusableHost }
        return url
    }

    /// A configuration in which a host is no URL.
    static let unusableHost = FalError(.invalidArgument, "a service's host is not an http or https URL without a user")
}
