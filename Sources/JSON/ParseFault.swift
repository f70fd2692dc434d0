/// An error while reading, at a byte of the text.
struct ParseFault: Error {
    var code: JSONParseError.Code
    var message: String
    var position: Int

    static func syntax(_ message: String, at position: Int) -> Self {
        Self(code: .syntax, message: message, position: position)
    }

    static func undecodable(at position: Int) -> Self {
        Self(code: .undecodable, message: "Undecodable bytes", position: position)
    }
}
