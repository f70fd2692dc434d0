/// What the wrapper checks in a head before anybody acts on it.
///
/// libmicrohttpd lets `Transfer-Encoding` win silently over `Content-Length`, takes the first of two lengths, and
/// hangs on codings it does not know; each is a way to smuggle requests past whoever reads the head differently.
struct RequestCheck {
    private var hosts = 0
    private var lengths = 0
    private var codings = 0
    private var isChunked = false
    private var endsInChunked = false
    private var hasBadName = false

    /// The value of `Content-Length`, `UInt64.max` if it does not fit.
    private(set) var contentLength: UInt64?

    /// Whether the client waits for `100 Continue` before it sends the body.
    private(set) var expectsContinue = false

    /// Whether a body will follow.
    var announcesBody: Bool { isChunked || (contentLength ?? 0) > 0 }

    mutating func field(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
        for byte in name where !byte.isTokenCharacter { hasBadName = true }
        switch name.count {
        case 0: hasBadName = true
        case 4 where name.equalsIgnoringCase("host"): hosts += 1
        case 6 where name.equalsIgnoringCase("expect"): expectsContinue = value.equalsIgnoringCase("100-continue")
        case 14 where name.equalsIgnoringCase("content-length"):
            lengths += 1
            contentLength = UInt64(String(decoding: value, as: UTF8.self)) ?? .max
        case 17 where name.equalsIgnoringCase("transfer-encoding"):
            codings += 1
            isChunked = value.equalsIgnoringCase("chunked")
            endsInChunked =
                value.dropLast(7).last.map { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: " ") } ?? false
                && UnsafeRawBufferPointer(rebasing: value.suffix(7)).equalsIgnoringCase("chunked")
        default: break
        }
    }

    /// Why the request must not be served, if so.
    func refusal(method: UnsafeRawBufferPointer, isHTTP10: Bool, hasBadTarget: Bool) -> Refusal? {
        if hasBadName { return Refusal(.badRequest, "A header field name is malformed") }
        if codings > 0, lengths > 0 {
            return Refusal(.badRequest, "Transfer-Encoding and Content-Length exclude each other")
        }
        if codings > 1 { return Refusal(.badRequest, "There is more than one Transfer-Encoding") }
        if codings == 1, !isChunked {
            // RFC 9112, section 6.3: without chunked at the end nobody knows where the body ends.
            return Refusal(endsInChunked ? .notImplemented : .badRequest, "The only known Transfer-Encoding is chunked")
        }
        if lengths > 1 { return Refusal(.badRequest, "There is more than one Content-Length") }
        if hosts > 1 || (hosts == 0 && !isHTTP10) {
            return Refusal(.badRequest, "A request has exactly one Host field")
        }
        if hasBadTarget {
            return Refusal(.badRequest, "The request target has characters that need percent encoding")
        }
        if method.isEmpty || !method.allSatisfy(\.isTokenCharacter) {
            return Refusal(.badRequest, "The method is malformed")
        }
        return nil
    }
}

extension UInt8 {
    /// A character of a token (RFC 9110, section 5.6.2).
    var isTokenCharacter: Bool {
        // Bit n of the two words stands for the character n and n + 64.
        let low: UInt64 = 0x03FF_6CFA_0000_0000
        let high: UInt64 = 0x57FF_FFFF_C7FF_FFFE
        return self < 64 ? low >> UInt64(self) & 1 == 1 : self < 128 && high >> UInt64(self - 64) & 1 == 1
    }
}
