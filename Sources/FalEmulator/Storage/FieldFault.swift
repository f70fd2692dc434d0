/// What is wrong with a member of a body, in the words of the server that fal's REST host is written with (pydantic 2).
enum FieldFault: Sendable, Hashable {
    case missing
    case notAString
    case notAList
    case notAnInteger
    case notPositive
    case notAnObject
    case notJSON(String)

    /// The sentence for people.
    var message: String {
        switch self {
        case .missing: "Field required"
        case .notAString: "Input should be a valid string"
        case .notAList: "Input should be a valid list"
        case .notAnInteger: "Input should be a valid integer"
        case .notPositive: "Input should be greater than 0"
        case .notAnObject: "Input should be a valid dictionary"
        case .notJSON(let reason): "JSON decode error: \(reason)"
        }
    }

    /// The name for programs.
    var type: String {
        switch self {
        case .missing: "missing"
        case .notAString: "string_type"
        case .notAList: "list_type"
        case .notAnInteger: "int_type"
        case .notPositive: "greater_than"
        case .notAnObject: "dict_type"
        case .notJSON: "json_invalid"
        }
    }
}
