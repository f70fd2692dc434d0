/// The last part of an object's URL: an id that nobody can guess, and the name that the file was sent with.
///
/// The shape is captured (`v1tQEfvnY2bVcn38IvmfD_output.mp4`, and `8teUPbRRMtAUTORDvqy0l.mp4` where nobody gave a name). Of the
/// sender's name only letters, digits, `.`, `-` and `_` are kept, so that it leads nowhere and needs no escaping; the extension
/// stays, since models and players look at it.
enum ObjectName {
    private static let longestName = 100
    private static let longestExtension = 16

    /// Makes a name.
    /// - Parameters:
    ///   - id: the 21 characters.
    ///   - name: what the sender calls the file; anything.
    ///   - contentType: what the extension follows from where there is no name.
    static func make(id: String, name: String?, contentType: String) -> String {
        let clean = name.map(safe) ?? ""
        return clean.isEmpty ? "\(id).\(MediaType.fileExtension(of: contentType))" : "\(id)_\(clean)"
    }

    /// What is harmless of a name; empty when nothing is.
    static func safe(_ name: String) -> String {
        // Whatever stands before a separator is a directory of the sender's.
        let last = name.split { $0 == "/" || $0 == "\\" }.last ?? ""
        let plain = last.unicodeScalars.map { scalar -> Character in
            scalar.isASCII
                && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "._-".contains(Character(scalar)))
                ? Character(scalar) : "_"
        }
        // A name of dots is a directory, one that begins with them is hidden.
        let clean = String(String(plain).drop { $0 == "." })
        guard clean.utf8.count > longestName else { return clean.allSatisfy { $0 == "_" } ? "" : clean }
        let ending = clean.lastIndex(of: ".").map { clean[$0...] } ?? ""
        let kept = ending.utf8.count <= longestExtension + 1 ? String(ending) : ""
        return clean.prefix(longestName - kept.utf8.count) + kept
    }
}
