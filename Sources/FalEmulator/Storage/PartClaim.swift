internal import JSON

/// A part as a client lists it at the end of an upload.
struct PartClaim: Sendable, Hashable {
    /// Its number, from 1.
    let number: Int
    /// What the part was answered with, without quotation marks.
    let tag: String

    /// Reads `{"parts": [{"partNumber": 1, "etag": "…"}]}`; the members are `part_number` and `etag` where the storage is
    /// Google's. Clients send the tag with its quotation marks (fal-client 1.0.3) or without (fal 1.83.0, GCS).
    static func list(_ body: [UInt8]) throws(RequestRefusal) -> [PartClaim] {
        let object = try StorageBody(body)
        guard let parts = object.value["parts"] else { throw .invalid(["parts"], .missing) }
        guard let parts = parts.array else { throw .invalid(["parts"], .notAList) }
        guard parts.count <= UploadTicket.partNumbers.count else {
            throw .unusable("parts: there are \(parts.count); an upload has at most \(UploadTicket.partNumbers.count)")
        }
        return try parts.enumerated().map { (entry) throws(RequestRefusal) in
            let place = ["parts", String(entry.offset)]
            guard let number = entry.element["partNumber"] ?? entry.element["part_number"] else {
                throw .invalid(place + ["partNumber"], .missing)
            }
            guard let number = number.integer.flatMap({ Int(exactly: $0) }) else {
                throw .invalid(place + ["partNumber"], .notAnInteger)
            }
            guard let tag = entry.element["etag"] else { throw .invalid(place + ["etag"], .missing) }
            guard let tag = tag.string else { throw .invalid(place + ["etag"], .notAString) }
            return PartClaim(number: number, tag: Self.unquoted(tag))
        }
    }

    private static func unquoted(_ tag: String) -> String {
        let strong = tag.hasPrefix("W/") ? tag.dropFirst(2) : tag[...]
        return strong.count >= 2 && strong.hasPrefix("\"") && strong.hasSuffix("\"")
            ? String(strong.dropFirst().dropLast()) : String(strong)
    }
}
