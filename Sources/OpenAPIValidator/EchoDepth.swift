import JSON

/// How deep an echoed input may be nested.
enum EchoDepth {
    /// Where the encoder of FastAPI runs into Python's recursion limit; measured like `RequestBody.greatestDepth`.
    private static let greatest = 969

    static func isEncodable(_ value: JSONValue) -> Bool {
        isShallow(value, greatest)
    }

    private static func isShallow(_ value: JSONValue, _ depth: Int) -> Bool {
        switch value {
        case .array(let elements): depth > 0 && elements.allSatisfy { isShallow($0, depth - 1) }
        case .object(let object): depth > 0 && object.allSatisfy { isShallow($0.value, depth - 1) }
        default: true
        }
    }
}
