internal import HTTPServer
internal import HTTPTypes
internal import JSON

/// What was uploaded into a world: `uploads`.
enum UploadControl {
    static let routes: [ControlRoute] = [
        ControlRoute(.get, "uploads") { (call) throws(ControlError) in
            .json(["uploads": .array(call.world.uploadedObjects().map { json(of: $0, in: call.world) })])
        },
        ControlRoute(.delete, "uploads/*") { (call) throws(ControlError) in
            let name = call.parameters[0]
            guard call.world.removeObject(named: name) else { throw .notFound("This world has no upload '\(name)'") }
            return .noContent
        },
    ]

    private static func json(of object: StoredObject, in world: World) -> JSONValue {
        var body: JSONObject = [
            "name": .string(JSONString(object.name)),
            "path": .string(JSONString("/cdn" + UploadURLs.path(object.name, world.seal))),
            "content_type": .string(JSONString(object.contentType)),
            "size": .number(.integer(Int64(clamping: object.file.size))),
            "sha256": .string(JSONString(object.digest)),
            "created": JournalEntry.time(object.created),
        ]
        if let expires = object.expires { body["expires"] = JournalEntry.time(expires) }
        return .object(body)
    }
}
