internal import JSON

extension MediaFacts {
    /// As they go over the wire; what is unknown is left out.
    var json: JSONValue {
        var object: JSONObject = ["container": .string(JSONString(container))]
        if let duration { object["duration"] = .number(.double(duration)) }
        if let picture { object["picture"] = picture.json }
        if let soundCodec { object["sound"] = .string(JSONString(soundCodec)) }
        if isTruncated { object["truncated"] = true }
        if !isReadable { object["unreadable"] = true }
        return .object(object)
    }

    /// Reads them; nil when they are none, or say what cannot be: whoever wrote them has read hostile files.
    init?(_ json: JSONValue) {
        guard let container = json["container"]?.string, 1...64 ~= container.utf8.count else { return nil }
        self.init(container: container)
        duration = Self.amount(json["duration"])
        picture = json["picture"].flatMap(Picture.init)
        soundCodec = json["sound"]?.string.map { String($0.prefix(64)) }
        isTruncated = json["truncated"]?.bool ?? false
        isReadable = json["unreadable"]?.bool != true
    }

    /// A finite number from 0.
    fileprivate static func amount(_ json: JSONValue?) -> Double? {
        json?.double.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
    }
}

extension MediaFacts.Picture {
    fileprivate var json: JSONValue {
        var object: JSONObject = ["codec": .string(JSONString(codec))]
        if let width { object["width"] = .number(.integer(Int64(width))) }
        if let height { object["height"] = .number(.integer(Int64(height))) }
        if let framesPerSecond { object["fps"] = .number(.double(framesPerSecond)) }
        if let duration { object["duration"] = .number(.double(duration)) }
        return .object(object)
    }

    fileprivate init?(_ json: JSONValue) {
        guard let codec = json["codec"]?.string else { return nil }
        func pixels(_ name: String) -> Int? {
            json[name]?.integer.flatMap { 1...1_000_000 ~= $0 ? Int($0) : nil }
        }
        self.init(codec: String(codec.prefix(64)), width: pixels("width"), height: pixels("height"))
        framesPerSecond = MediaFacts.amount(json["fps"])
        duration = MediaFacts.amount(json["duration"])
    }
}
