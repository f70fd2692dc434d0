import JSON

/// A failure on its way out of the rules.
struct Failure {
    /// A step from a rule to the one inside of it.
    enum Step {
        case member(JSONString)
        case element(Int)
        /// A member or an element that is not there.
        case absentMember(JSONString)
        case absentElement(Int)
        /// A branch of a union: the value is the same.
        case branch(JSONString)
    }

    let complaint: Complaint
    let input: JSONValue
    let rule: RuleID
    let keyword: JSONString

    /// The steps, the innermost first.
    var way: [Step] = []

    func error(in program: Program) -> FieldError {
        var location: [FieldError.Location] = [.name("body")]
        var instance: [JSONString] = []
        for step in way.reversed() {
            switch step {
            case .member(let name):
                location.append(.name(name))
                instance.append(name)
            case .element(let index):
                location.append(.index(index))
                instance.append(JSONString(String(index)))
            case .absentMember(let name), .branch(let name):
                location.append(.name(name))
            case .absentElement(let index):
                location.append(.index(index))
            }
        }
        return FieldError(
            type: complaint.type,
            location: location,
            message: complaint.message,
            input: input,
            context: complaint.context,
            instance: JSONPointer(tokens: instance),
            schema: program.sources[rule].appending(keyword),
            version: program.version
        )
    }
}
