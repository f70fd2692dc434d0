import Foundation
import JSON
import OpenAPIValidator
import Testing

@Suite struct DocumentTests {
    /// Documents of fal's own, which lie beside the repository on some machines.
    private static let library = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "shared/fal-openapi")

    private static var hasLibrary: Bool {
        FileManager.default.fileExists(atPath: library.path)
    }

    @Test func operationsAreInTheDocumentsOrder() throws {
        let document = try OpenAPIDocument(
            json(
                """
                {
                  "openapi": "3.0.4", "info": {"title": "T"},
                  "paths": {
                    "/b/{id}": {
                      "parameters": [],
                      "get": {"responses": {"200": {"$ref": "#/components/responses/R"}, "404": {}}},
                      "put": {}
                    },
                    "/a": {"post": {"requestBody": {"content": {"application/json": {"schema": {}}}}}}
                  },
                  "components": {"responses": {"R": {"content": {"application/json": {"schema": {"type": "null"}}}}}}
                }
                """
            )
        )
        #expect(document.title == "T")
        #expect(document.operations.map { "\($0.method) \($0.path)" } == ["GET /b/{id}", "PUT /b/{id}", "POST /a"])
        let schema = try #require(document.operations[0].responses[0].schema)
        #expect(schema.description == "/components/responses/R/content/application~1json/schema")
        #expect(document.resolve(schema) == ["type": "null"])
        #expect(document.operations[0].responses.map(\.status) == ["200", "404"])
        #expect(document.operations[2].requestBody?.tokens.first == "paths")
    }

    @Test(arguments: [
        ("[]", ""), ("{}", "/openapi"), (#"{"openapi":"2.0"}"#, "/openapi"),
        (#"{"openapi":"3.1.0","paths":[]}"#, "/paths"), (#"{"openapi":"3.1.0","paths":{"/a":1}}"#, "/paths/~1a"),
    ])
    func malformedDocumentIsRefused(_ text: String, _ pointer: String) throws {
        let error = #expect(throws: DocumentError.self) { try OpenAPIDocument(json(text)) }
        #expect(error?.code == .malformed)
        #expect(error?.pointer.description == pointer)
    }

    @Test(arguments: [
        (##"{"$ref":"#/components/schemas/No"}"##, DocumentError.Code.unresolvedReference, "/$ref"),
        (##"{"$ref":"other.json"}"##, .unsupported, "/$ref"),
        (##"{"$ref":"#/components/schemas/Loop"}"##, .endlessReference, ""),
        (##"{"$ref":"#/components/schemas/Knot"}"##, .endlessReference, "knot"),
        (#"{"type":"string","maxLength":"9"}"#, .malformed, "/maxLength"),
        (#"{"type":"string","minLength":-1}"#, .malformed, "/minLength"),
        (#"{"type":"integer","maximum":0.5}"#, .malformed, "/maximum"),
        (#"{"type":"string","pattern":"(?=a)"}"#, .unsupported, "/pattern"),
        (#"{"type":"file"}"#, .unsupported, "/type"),
        (#"{"enum":[]}"#, .malformed, "/enum"),
        (#"{"anyOf":{}}"#, .malformed, "/anyOf"),
        (#"{"allOf":[{},{}]}"#, .unsupported, "/allOf"),
        (#"{"type":"array","items":7}"#, .malformed, "/items"),
        (#"{"oneOf":[{"type":"string"}],"discriminator":{"propertyName":"t"}}"#, .unsupported, "/discriminator"),
    ])
    func brokenSchemaIsRefusedWithItsPlace(_ schema: String, _ code: DocumentError.Code, _ place: String) throws {
        let components = ##"""
            {"Loop": {"$ref": "#/components/schemas/Loop"},
             "Knot": {"anyOf": [{"$ref": "#/components/schemas/Knot"}, {"type": "integer"}]}}
            """##
        let document = try document(schema, components: components)
        let root = try #require(document.operations[0].requestBody)
        let error = #expect(throws: DocumentError.self) { try RequestModel(root, in: document) }
        #expect(error?.code == code)
        let expected = place == "knot" ? "/components/schemas/Knot" : root.description + place
        #expect(error?.pointer.description == expected)
    }

    @Test(.enabled(if: hasLibrary, "fal's documents are not here"))
    func everyDocumentOfTheLibraryCompiles() throws {
        let files = try FileManager.default.contentsOfDirectory(at: Self.library, includingPropertiesForKeys: nil)
        let documents = files.filter { $0.pathExtension == "json" }
        #expect(documents.count > 250)
        for file in documents {
            let document = try readDocument(file)
            let operation = try #require(document.operations.first { $0.method == "POST" }, "\(file.lastPathComponent)")
            let schema = try #require(operation.requestBody)
            do throws(DocumentError) {
                let model = try RequestModel(schema, in: document)
                #expect(!model.fieldNames.isEmpty, "\(file.lastPathComponent)")
            } catch {
                // A few of them really refer to schemas that they do not have.
                #expect(error.code == .unresolvedReference, "\(file.lastPathComponent): \(error)")
            }
        }
    }
}
