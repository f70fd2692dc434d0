import JSON
import OpenAPIValidator
import Testing

@testable import FalEmulator

@Suite struct OutputSampleTests {
    /// A document whose output has these properties; all of them are required.
    private func document(
        _ properties: String,
        category: String = "text-to-image",
        input: String = "{}"
    ) throws -> JSONValue {
        let names = try JSONParser.parse(Array(properties.utf8)).object?.keys.map(\.description) ?? []
        let required = names.map { "\"\($0)\"" }.joined(separator: ",")
        let file = #"""
            "File": {"type": "object", "title": "File", "required": ["url"], "x-fal-order-properties":
              ["url", "content_type", "file_name", "file_size"], "properties": {
                "file_size": {"anyOf": [{"type": "integer"}, {"type": "null"}], "examples": [4404019]},
                "content_type": {"anyOf": [{"type": "string"}, {"type": "null"}], "examples": ["image/png"]},
                "url": {"type": "string"}, "file_name": {"anyOf": [{"type": "string"}, {"type": "null"}]}}}
            """#
        let text = ##"""
            {"openapi": "3.0.4", "info": {"x-fal-metadata": {"endpointId": "acme/any", "category": "\##(category)"}},
             "components": {"schemas": {"In": \##(input), "Out": {"type": "object", "required": [\##(required)],
               "properties": \##(properties)}, \##(file)}},
             "paths": {
               "/acme/any": {"post": {"requestBody": {"content": {"application/json": {"schema":
                 {"$ref": "#/components/schemas/In"}}}}}},
               "/acme/any/requests/{request_id}": {"get": {"responses": {"200": {"content": {"application/json":
                 {"schema": {"$ref": "#/components/schemas/Out"}}}}}}}}}
            """##
        return try JSONParser.parse(Array(text.utf8))
    }

    private func media() throws -> MediaLibrary {
        var media = MediaLibrary()
        let directory = try DataDirectory(Repository.root + "/fixtures")
        for file in PlaceholderFile.allCases { try media.add(file.path, from: directory) }
        return media
    }

    private func sample(_ properties: String, category: String = "text-to-image", seed: UInt64 = 0) throws -> JSONValue
    {
        let model = try Model(try document(properties, category: category), file: "any.json")
        #expect(model.defects.isEmpty)
        var sampler = OutputSampler(model.document.root, seed: seed, salt: "acme/any", media: try media())
        let (body, problem) = sampler.answer(try #require(model.output), try #require(model.outputSchema))
        #expect(problem == nil)
        return body
    }

    private func fileName(_ property: String, _ category: String = "text-to-image") throws -> String? {
        try sample("{\(property)}", category: category).object?.values.first?["url"]?["$file"]?.string
            .map { String($0.dropFirst("media/placeholder/".count)) }
    }

    @Test(arguments: [
        (##""video": {"$ref": "#/components/schemas/File"}"##, "text-to-image", "video.mp4"),
        (##""audio_file": {"$ref": "#/components/schemas/File"}"##, "text-to-image", "audio.mp3"),
        (
            ##""audio": {"$ref": "#/components/schemas/File", "examples": [{"url": "https://x/a.wav?b=c.d"}]}"##, "",
            "audio.wav"
        ),
        (##""image": {"$ref": "#/components/schemas/File"}"##, "image-to-3d", "image.png"),
        (##""model_mesh": {"$ref": "#/components/schemas/File"}"##, "image-to-3d", "model.glb"),
        (##""usdz": {"anyOf": [{"$ref": "#/components/schemas/File"}, {"type": "null"}]}"##, "", "model.usdz"),
        (
            ##""diffusers_lora_file": {"allOf": [{"$ref": "#/components/schemas/File"}]}"##, "training",
            "weights.safetensors"
        ),
        (##""frames_zip": {"$ref": "#/components/schemas/File"}"##, "", "archive.zip"),
        (##""out": {"$ref": "#/components/schemas/File"}"##, "text-to-audio", "audio.mp3"),
        (##""out": {"$ref": "#/components/schemas/File"}"##, "image-to-3d", "model.glb"),
    ])
    func filesAreOfTheKindThatIsMeant(_ property: String, _ category: String, _ name: String) throws {
        #expect(try fileName(property, category) == name)
    }

    @Test func filesAreDescribedTruly() throws {
        let body = try sample(##"{"image": {"$ref": "#/components/schemas/File"}}"##)
        let file = try #require(try media().file(named: "media/placeholder/image.png"))
        #expect(
            body["image"] == [
                "url": ["$file": "media/placeholder/image.png", "only": "url"], "content_type": "image/png",
                "file_name": "image.png", "file_size": .number(.integer(Int64(file.size))),
            ]
        )
        #expect(body["image"]?.object?.keys == ["url", "content_type", "file_name", "file_size"])
    }

    @Test(arguments: [
        (#"{"a": {"type": "integer", "minimum": 5, "multipleOf": 4}}"#, #"{"a": 8}"#),
        (#"{"a": {"type": "integer", "exclusiveMaximum": -3}}"#, #"{"a": -4}"#),
        (#"{"a": {"enum": ["only"]}}"#, #"{"a": "only"}"#),
        (#"{"a": {"const": 3}}"#, #"{"a": 3}"#),
        (#"{"a": {"type": "string", "examples": [5, "second"]}}"#, #"{"a": "second"}"#),
        (#"{"a": {"type": "array", "minItems": 2, "items": {"const": "x"}}}"#, #"{"a": ["x", "x"]}"#),
        (#"{"a": {"type": "array", "prefixItems": [{"const": 1}, {"const": 2}]}}"#, #"{"a": [1, 2]}"#),
        (#"{"a": {"type": "string", "pattern": "^v[0-9]{3}$"}}"#, #"{"a": "v000"}"#),
        (#"{"a": {"anyOf": [{"type": "null"}, {"const": "b"}]}}"#, #"{"a": "b"}"#),
        (#"{"a": {"type": "boolean"}}"#, #"{"a": false}"#),
        (#"{"a": {"type": "string", "minLength": 3, "maxLength": 4}}"#, #"{"a": "A sa"}"#),
    ])
    func valuesSatisfyTheirSchema(_ properties: String, _ expected: String) throws {
        #expect(try sample(properties) == JSONParser.parse(Array(expected.utf8)))
    }

    @Test func sampleDependsOnTheSeedAlone() throws {
        let properties = #"{"seed": {"type": "integer"}, "request_id": {"type": "string"}}"#
        #expect(try sample(properties) == sample(properties))
        #expect(try sample(properties) != sample(properties, seed: 1))
    }

    @Test func recursiveSchemaEnds() throws {
        let properties = ##"{"a": {"type": "array", "items": {"$ref": "#/components/schemas/Out"}}}"##
        #expect(try sample(properties)["a"]?.array != nil)
    }

    @Test func whatTheOutputRepeatsIsRepeated() throws {
        let properties = ##"""
            {"prompt": {"type": "string"}, "seed": {"type": "integer"},
             "images": {"type": "array", "items": {"$ref": "#/components/schemas/File"}},
             "has_nsfw_concepts": {"type": "array", "items": {"type": "boolean"}}}
            """##
        let model = try Model(try document(properties), file: "any.json")
        let sample = OutputSample(try sample(properties), schema: model.outputSchema)
        let body = sample.body(for: ["prompt": "a fox", "seed": 7, "num_images": 3])
        #expect(body["prompt"] == "a fox")
        #expect(body["seed"] == 7)
        #expect(body["images"]?.array?.count == 3)
        #expect(body["has_nsfw_concepts"] == [false, false, false])
        #expect(sample.body(for: ["prompt": .null, "seed": "7"]) == sample.body)
    }

    @Test func brokenDocumentIsServedAsFarAsItCanBe() throws {
        let model = try Model(
            try document(
                ##"{"a": {"$ref": "#/components/schemas/Nowhere"}, "b": {"type": "integer"}}"##,
                input:
                    ##"{"type": "object", "properties": {"x": {"$ref": "#/components/schemas/Gone"}, "y": {"type": "integer"}}}"##
            ),
            file: "any.json"
        )
        #expect(
            model.defects.map(\.place) == [
                "/components/schemas/In/properties/x/$ref", "/components/schemas/Out/properties/a/$ref",
            ]
        )
        guard case .accepted = model.input.validate(["x": [1], "y": 2]) else {
            Issue.record("a field without a schema takes anything")
            return
        }
        guard case .refused = model.input.validate(["y": "z"]) else {
            Issue.record("the other fields are judged")
            return
        }
    }

    @Test func everyPlaceholderIsThereAndTyped() throws {
        let media = try media()
        for file in PlaceholderFile.allCases {
            let known = try #require(media.file(named: file.path))
            let isBytes = [.bytes, .weights, .ply, .fbx].contains(file)
            #expect((known.contentType == "application/octet-stream") == isBytes, "\(file)")
            #expect(PlaceholderFile(extensionOf: file.rawValue) == file)
        }
    }
}
