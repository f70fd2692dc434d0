import HTTPTypes

/// Takes in an answer as curl hands it over: line by line, then piece by piece.
struct ResponseCollector {
    private static let maximumHeadBytes = 256 * 1024

    private let maximumBodyBytes: Int
    private var status = HTTPResponse.Status(code: 0)
    private var headerFields = HTTPFields()
    private var headBytes = 0
    private var isHeadComplete = false
    private(set) var body: [UInt8] = []
    private(set) var isTooLarge = false

    init(maximumBodyBytes: Int) {
        self.maximumBodyBytes = maximumBodyBytes
    }

    var response: HTTPResponse {
        HTTPResponse(status: status, headerFields: headerFields)
    }

    /// Takes in a line of the head; false if there are too many.
    ///
    /// A new status line begins a new answer: those before were interim ones or redirects.
    mutating func takeLine(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var line = bytes[...]
        while let last = line.last, last == 0x0A || last == 0x0D {
            line = line.dropLast()
        }
        if line.starts(with: "HTTP/".utf8) {
            status = Self.status(line)
            headerFields = HTTPFields()
            headBytes = 0
            isHeadComplete = false
            body = []
        }
        headBytes += bytes.count
        guard headBytes <= Self.maximumHeadBytes else {
            isTooLarge = true
            return false
        }
        if line.isEmpty {
            isHeadComplete = true
        } else if !isHeadComplete, let colon = line.firstIndex(of: UInt8(ascii: ":")) {
            // After the head there may be trailers, which nobody asked for.
            appendField(name: line[..<colon], value: line[(colon + 1)...])
        }
        return true
    }

    /// Takes in a piece of the body; false if it is too much.
    mutating func takeBody(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.count <= maximumBodyBytes - body.count else {
            isTooLarge = true
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }

    private mutating func appendField(
        name: Slice<UnsafeBufferPointer<UInt8>>,
        value: Slice<UnsafeBufferPointer<UInt8>>
    ) {
        guard let name = HTTPField.Name(String(decoding: name, as: UTF8.self)) else { return }
        var value = value
        while let first = value.first, first == 0x20 || first == 0x09 {
            value = value.dropFirst()
        }
        while let last = value.last, last == 0x20 || last == 0x09 {
            value = value.dropLast()
        }
        headerFields.append(HTTPField(name: name, value: String(decoding: value, as: UTF8.self)))
    }

    /// The status of a line such as `HTTP/1.1 404 Not Found`; curl has checked that it is one.
    private static func status(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> HTTPResponse.Status {
        let parts = line.split(separator: 0x20, maxSplits: 2, omittingEmptySubsequences: false)
        let code = parts.count > 1 ? Int(String(decoding: parts[1], as: UTF8.self)) : nil
        let phrase = parts.count > 2 ? String(decoding: parts[2], as: UTF8.self) : ""
        guard let code, 0...999 ~= code else { return HTTPResponse.Status(code: 0) }
        return HTTPResponse.Status(code: code, reasonPhrase: phrase)
    }
}
