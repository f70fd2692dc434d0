internal import JSON

/// A file of strict JSON, and its text: what is wrong in it is found by line and column.
struct SourceFile: Sendable {
    /// The file's path, as errors name it.
    let path: String
    /// What it says.
    let json: JSONValue
    private let text: JSONSource

    /// Reads a text.
    init(path: String, bytes: [UInt8]) throws(LoadError) {
        self.path = path
        text = JSONSource(bytes)
        do {
            json = try JSONParser.parse(bytes, as: .strict)
        } catch {
            throw LoadError(path, at: "\(error.line):\(error.column)", "is not JSON: \(error.message)")
        }
    }

    /// Makes something of the file. Errors that name a JSON pointer in it come out with line and column.
    func read<Value>(_ body: (JSONValue, _ path: String) throws(LoadError) -> Value) throws(LoadError) -> Value {
        do {
            return try body(json, path)
        } catch {
            throw located(error)
        }
    }

    /// An error with line and column in the place of a JSON pointer in this file.
    func located(_ error: LoadError) -> LoadError {
        guard error.file == path, let place = error.place, let pointer = JSONPointer(place),
            let position = position(of: pointer, isName: error.isAboutName)
        else { return error }
        let reason = pointer.tokens.isEmpty ? error.reason : "\(pointer): \(error.reason)"
        return LoadError(path, at: position.description, reason, isAboutName: error.isAboutName)
    }

    /// What is missing is looked for where it should be: at the innermost value that is there.
    private func position(of pointer: JSONPointer, isName: Bool) -> SourcePosition? {
        if isName, let position = text.namePosition(of: pointer) { return position }
        for count in stride(from: pointer.tokens.count, through: 0, by: -1) {
            if let position = text.position(of: JSONPointer(tokens: Array(pointer.tokens.prefix(count)))) {
                return position
            }
        }
        return nil
    }
}
