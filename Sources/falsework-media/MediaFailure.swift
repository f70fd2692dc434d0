import CAVFormat

/// Why something was not done, for people.
struct MediaFailure: Error {
    let message: String

    init(_ message: String) { self.message = message }

    /// Throws unless a result of libavformat's is good; returns the result.
    @discardableResult
    static func check(_ result: Int32, _ what: String) throws(MediaFailure) -> Int32 {
        guard result < 0 else { return result }
        var text = [CChar](repeating: 0, count: 128)
        av_strerror(result, &text, text.count)
        let words = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        throw MediaFailure("\(what): \(words)")
    }
}
