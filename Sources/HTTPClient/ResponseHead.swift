import HTTPTypes

/// Reads the heads of answers line by line, and keeps that of the final one.
struct ResponseHead {
    /// The most bytes that a head may have with those of the interim answers before it and the trailers after it.
    static let maximumBytes = 256 * 1024

    /// Whether redirects are followed, so that an answer with one is not the final one.
    private let followsRedirects: Bool
    private var status = HTTPResponse.Status(code: 0)
    private var fields = HTTPFields()
    private var byteCount = 0
    private var isInFields = false

    /// Whether the head of the final answer is there.
    private(set) var isComplete = false

    init(followsRedirects: Bool) {
        self.followsRedirects = followsRedirects
    }

    /// The head.
    var response: HTTPResponse {
        HTTPResponse(status: status, headerFields: fields)
    }

    /// Takes in a line, its end included; throws when there are too many, or they contradict each other.
    ///
    /// A new status line begins a new answer: those before were interim ones or redirects.
    mutating func take(_ bytes: UnsafeBufferPointer<UInt8>) throws(HTTPClientError) {
        var line = bytes[...]
        while let last = line.last, last == 0x0A || last == 0x0D {
            line = line.dropLast()
        }
        if !isInFields, !isComplete, line.starts(with: "HTTP/".utf8) {
            // A followed redirect begins a request of its own; interim answers add up.
            if 300...399 ~= status.code { byteCount = 0 }
            status = Self.status(line)
            fields = HTTPFields()
            isInFields = true
        }
        byteCount += bytes.count
        guard byteCount <= Self.maximumBytes else {
            throw HTTPClientError(.responseTooLarge, "the head of the answer has more than \(Self.maximumBytes) bytes")
        }
        guard isInFields else { return }
        if line.isEmpty {
            isInFields = false
            isComplete = try isFinal()
        } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
            appendField(name: line[..<colon], value: line[(colon + 1)...])
        }
    }

    /// The transfer has ended well, so the last answer was the final one.
    mutating func finish() {
        isComplete = true
    }

    private func isFinal() throws(HTTPClientError) -> Bool {
        if 100...199 ~= status.code, status.code != 101 { return false }
        // Two lengths are two answers to whoever shares the connection (RFC 9112, section 6.3); one that is no number, or
        // too large a one, would be read until the connection ends.
        let lengths = Set(fields[values: .contentLength])
        guard lengths.count <= 1, lengths.allSatisfy({ Int64($0).map { $0 >= 0 } ?? false }) else {
            throw HTTPClientError(.badResponse, "the answer's length is no number, or there are two")
        }
        return !(followsRedirects && 300...399 ~= status.code && fields.contains(.location))
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
        fields.append(HTTPField(name: name, value: String(decoding: value, as: UTF8.self)))
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
