internal import JSON

/// The JSON that a request to the storage carries.
struct StorageBody: Sendable {
    /// What it says; always an object.
    let value: JSONValue

    /// Reads a body.
    init(_ body: [UInt8]) throws(RequestRefusal) {
        guard !body.isEmpty else { throw .invalid([], .missing) }
        do {
            value = try JSONParser.parse(body)
        } catch {
            throw .invalid([], .notJSON("\(error.message) (line \(error.line), column \(error.column))"))
        }
        guard value.object != nil else { throw .invalid([], .notAnObject) }
    }

    /// A member that has to be a string.
    func string(_ name: String) throws(RequestRefusal) -> String {
        guard let text = try optionalString(name) else { throw .invalid([name], .missing) }
        return text
    }

    /// A member that is a string, null or absent.
    func optionalString(_ name: String) throws(RequestRefusal) -> String? {
        guard let member = value[name], !member.isNull else { return nil }
        guard let text = member.string else { throw .invalid([name], .notAString) }
        return text
    }
}
