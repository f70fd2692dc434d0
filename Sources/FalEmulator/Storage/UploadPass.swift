/// The part of an upload URL that lets its holder write, without any other credential: the world's tag, the upload's id, and
/// a code that vouches for both.
///
/// It stands in the path and not in a query, because `fal` 1.83.0 appends the number of a part to the whole URL.
struct UploadPass: Sendable {
    /// The world's tag.
    let tag: String
    /// The upload.
    let id: String
    private let code: String

    private static let use = "upload"

    /// Lets somebody write to an upload.
    init(_ id: String, _ seal: WorldSeal) {
        tag = seal.tag
        self.id = id
        code = seal.code(id, for: Self.use)
    }

    /// Reads what a URL carries.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 16 + NanoID.length + 43 else { return nil }
        tag = String(decoding: bytes[..<16], as: UTF8.self)
        id = String(decoding: bytes[16..<(16 + NanoID.length)], as: UTF8.self)
        code = String(decoding: bytes[(16 + NanoID.length)...], as: UTF8.self)
    }

    /// Whether a world gave it out.
    func isValid(for seal: WorldSeal) -> Bool { tag == seal.tag && seal.vouches(code, for: id, use: Self.use) }

    /// As it stands in the URL.
    var text: String { tag + id + code }
}
