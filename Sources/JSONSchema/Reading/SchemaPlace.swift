import JSON

/// Where a schema stands: a document, and a place in it.
struct SchemaPlace: Hashable, Sendable, CustomStringConvertible {
    /// The document's URI without a fragment; may be empty.
    let document: String
    let pointer: JSONPointer

    func appending(_ token: JSONString) -> SchemaPlace {
        SchemaPlace(document: document, pointer: pointer.appending(token))
    }

    func appending(_ index: Int) -> SchemaPlace {
        SchemaPlace(document: document, pointer: pointer.appending(index))
    }

    /// A URI with a fragment.
    var description: String { document + pointer.fragment }
}
