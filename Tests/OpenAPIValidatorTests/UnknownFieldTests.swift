import JSON
import OpenAPIValidator
import Testing

@Suite struct UnknownFieldTests {
    @Test func ignoredMembersAreToldWithWhatWasMeant() throws {
        let components = """
            {"Size": {"title": "Size", "type": "object", "properties": {"width": {"type": "integer"}}}}
            """
        let schema = ##"""
            {"title": "In", "type": "object", "properties": {
              "video_url": {"type": "string"},
              "sizes": {"type": "array", "items": {"$ref": "#/components/schemas/Size"}},
              "size": {"anyOf": [{"$ref": "#/components/schemas/Size"}, {"type": "string"}, {"type": "null"}]},
              "free": {"type": "object", "additionalProperties": true}
            }}
            """##
        let model = try requestModel(in: document(schema, components: components))
        let body = try json(
            #"""
            {"videoUrl": "x", "sizes": [{}, {"widht": 1}], "size": {"width": 1, "zzz": 2}, "free": {"a": 1}, "logs": true}
            """#
        )
        let found = model.unknownFields(in: body)
        #expect(found.map { $0.instance.description } == ["/videoUrl", "/sizes/1/widht", "/size/zzz", "/logs"])
        #expect(found.map(\.suggestion) == ["video_url", "width", nil, nil])
    }
}
