import JSON

/// A string's `format` for which pydantic has a type of its own.
enum TextFormat: Sendable {
    case bytes(minLength: Int?, maxLength: Int?)
    /// `HttpUrl` if it has a greatest length, `AnyUrl` otherwise.
    case url(maxLength: Int?)
    case uuid(version: Int?)
    case date
    case dateTime

    /// nil for a format that is only a remark.
    init?(name: String, minLength: Int?, maxLength: Int?) {
        switch name {
        case "binary": self = .bytes(minLength: minLength, maxLength: maxLength)
        case "uri": self = .url(maxLength: maxLength)
        case "uuid": self = .uuid(version: nil)
        case "uuid1": self = .uuid(version: 1)
        case "uuid3": self = .uuid(version: 3)
        case "uuid4": self = .uuid(version: 4)
        case "uuid5": self = .uuid(version: 5)
        case "date": self = .date
        case "date-time": self = .dateTime
        default: return nil
        }
    }

    /// pydantic's name of the type in a location.
    var ruleName: String {
        switch self {
        case .bytes(nil, nil): "bytes"
        case .bytes: "constrained-bytes"
        case .url: "function-wrap[wrap_val()]"
        case .uuid: "uuid"
        case .date: "date"
        case .dateTime: "datetime"
        }
    }
}
