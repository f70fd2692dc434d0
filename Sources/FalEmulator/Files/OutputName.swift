internal import FalAPI

/// The part of an output file's URL that is its own: `/files/b/{8 hex}/{21 characters}_{file name}`.
///
/// The shape is captured (2026-04: `0a99d90a/v1tQEfvnY2bVcn38IvmfD_output.mp4`). Here the hex digits stand for the content
/// and the last characters vouch for the rest, so that files are found without a table that would grow, and a URL that
/// nobody was given leads nowhere.
struct OutputName: Sendable, Hashable {
    private static let identityLength = 16
    private static let length = NanoID.length

    /// What stands for the content.
    let key: String
    /// The 21 characters.
    let token: String
    /// The file's name.
    let fileName: String

    /// The name of a file in a request's result.
    /// - Parameters:
    ///   - index: which of the result's files.
    ///   - seed: the emulator's.
    ///   - isMissing: whether the name leads nowhere, although it looks like any other.
    init(_ file: MediaFile, of request: RequestID, index: Int, seed: UInt64, isMissing: Bool = false) {
        key = file.key
        fileName = file.name
        var random = SeededRandom(seed: request.high ^ request.low &+ UInt64(index), salt: file.key)
        let identity = NanoID.characters(Self.identityLength, &random)
        let check = Self.check(identity, key, fileName, seed)
        token = String(decoding: identity, as: UTF8.self) + (isMissing ? Self.broken(check) : check)
    }

    /// Characters that vouch for nothing: the same with another one at the end.
    private static func broken(_ check: String) -> String {
        let alphabet = NanoID.alphabet
        let next = check.utf8.last.flatMap { alphabet.firstIndex(of: $0) }.map { alphabet[($0 + 1) % alphabet.count] }
        return String(decoding: check.utf8.dropLast() + [next ?? alphabet[0]], as: UTF8.self)
    }

    /// Reads the segments after `/files/b`; nil when they were not made by `init(_:of:index:seed:)` with the same seed.
    init?(segments: ArraySlice<String>, seed: UInt64) {
        guard segments.count == 2, let key = segments.first, let rest = segments.last else { return nil }
        let bytes = Array(rest.utf8)
        guard bytes.count > Self.length + 1, bytes[Self.length] == UInt8(ascii: "_") else { return nil }
        self.key = key
        token = String(decoding: bytes[..<Self.length], as: UTF8.self)
        fileName = String(decoding: bytes[(Self.length + 1)...], as: UTF8.self)
        let identity = Array(bytes[..<Self.identityLength])
        guard token.utf8.dropFirst(Self.identityLength).elementsEqual(Self.check(identity, key, fileName, seed).utf8)
        else { return nil }
    }

    /// The URL's path.
    var path: String { "/files/b/\(key)/\(token)_\(fileName)" }

    private static func check(_ identity: [UInt8], _ key: String, _ name: String, _ seed: UInt64) -> String {
        var random = SeededRandom(seed: seed, salt: String(decoding: identity, as: UTF8.self) + key + "/" + name)
        return String(decoding: NanoID.characters(length - identityLength, &random), as: UTF8.self)
    }
}
