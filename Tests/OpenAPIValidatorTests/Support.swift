import Foundation
import JSON
import OpenAPIValidator
import Testing

/// A verdict as status and body.
struct Answer {
    let status: Int64
    let json: JSONValue

    init(_ verdict: Verdict) {
        switch verdict {
        case .accepted(let value): (status, json) = (200, value)
        case .refused(let errors): (status, json) = (422, errors.detail())
        case .unreadable: (status, json) = (400, ["detail": "There was an error parsing the body"])
        case .unanswerable: (status, json) = (500, ["detail": "Internal Server Error"])
        }
    }
}

/// JSON in the notation of our own files.
func json(_ text: String) throws -> JSONValue {
    try JSONParser.parse(Array(text.utf8))
}

func readDocument(_ file: URL) throws -> OpenAPIDocument {
    try OpenAPIDocument(JSONParser.parse(Array(Data(contentsOf: file))))
}

/// A document whose only operation takes that schema, with others beside it.
func document(_ schema: String, components: String = "{}") throws -> OpenAPIDocument {
    try OpenAPIDocument(
        json(
            """
            {
              "openapi": "3.0.4",
              "components": {"schemas": \(components)},
              "paths": {"/in": {"post": {"requestBody": {"content": {"application/json": {"schema": \(schema)}}}}}}
            }
            """
        )
    )
}

func requestModel(of path: String = "/in", in document: OpenAPIDocument) throws -> RequestModel {
    let operation = try #require(document.operations.first { $0.method == "POST" && $0.path == path })
    return try RequestModel(try #require(operation.requestBody), in: document)
}

/// A model with one field `f` of that schema.
func model(ofField schema: String, isRequired: Bool = true, components: String = "{}") throws -> RequestModel {
    let required = isRequired ? #"["f"]"# : "[]"
    let text = #"{"title":"In","type":"object","required":\#(required),"properties":{"f":\#(schema)}}"#
    return try requestModel(in: document(text, components: components))
}
