import JSON

/// A pydantic model.
final class ModelRule: Sendable {
    /// What becomes of members that are no fields.
    enum Extra: Sendable {
        case ignore
        case keep
        case forbid
    }

    /// One field.
    struct Field: Sendable {
        let name: JSONString
        let rule: RuleID
        /// What an absent field gets; nil if it must not be absent.
        var defaultValue: JSONValue?

        /// Whether the default is an array or an object that is not empty.
        var hasComposedDefault: Bool {
            switch defaultValue {
            case .array(let elements): !elements.isEmpty
            case .object(let object): !object.isEmpty
            default: false
            }
        }
    }

    /// The class's name.
    let name: String

    let fields: [Field]
    let extra: Extra

    /// An output of defaults, with null where there is none.
    let template: JSONObject

    private let names: Set<JSONString>

    init(name: String, fields: [Field], extra: Extra) {
        self.name = name
        self.fields = fields
        self.extra = extra
        names = Set(fields.lazy.map(\.name))
        template = JSONObject(fields.lazy.map { ($0.name, $0.defaultValue ?? .null) })
    }

    func hasField(_ name: JSONString) -> Bool {
        names.contains(name)
    }
}
