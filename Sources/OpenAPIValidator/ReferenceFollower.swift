import JSON

/// Follows `$ref` from place to place within one document.
struct ReferenceFollower {
    let root: JSONValue

    /// The place that is meant: the given one, or where its reference, and that one's, leads in the end.
    func follow(_ start: JSONPointer) throws(DocumentError) -> JSONPointer {
        var place = start
        var seen: Set<JSONPointer> = []
        while let reference = place.resolve(in: root)?["$ref"] {
            guard seen.insert(place).inserted else {
                throw DocumentError(code: .endlessReference, message: "$ref leads back to itself", pointer: start)
            }
            place = try target(of: reference, at: place)
        }
        return place
    }

    private func target(of reference: JSONValue, at place: JSONPointer) throws(DocumentError) -> JSONPointer {
        let keyword = place.appending("$ref")
        guard let text = reference.string else {
            throw DocumentError(code: .malformed, message: "$ref is not a string", pointer: keyword)
        }
        guard let target = JSONPointer(fragment: text) else {
            throw DocumentError(
                code: .unsupported,
                message: "$ref \"\(text)\" is not a place in this document (\"#/...\")",
                pointer: keyword
            )
        }
        guard target.resolve(in: root) != nil else {
            throw DocumentError(
                code: .unresolvedReference,
                message: "$ref \"\(text)\" leads nowhere",
                pointer: keyword
            )
        }
        return target
    }
}
