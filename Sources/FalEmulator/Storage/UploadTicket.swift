internal import HTTPServer
internal import QueueEngine

/// An upload that was begun: what the object will be, and the parts that have come.
struct UploadTicket: Sendable {
    /// What the upload's URL names it by.
    let id: String
    /// The last part of the object's URL.
    let name: String
    /// The object's media type, where the content comes without one.
    let contentType: String
    /// What becomes of the object. An upload in parts takes it from its beginning alone (measured 2026-08).
    let lifecycle: Lifecycle?
    /// Whether the content comes in parts.
    let isMultipart: Bool
    /// When the upload can no longer be used.
    let ends: Instant
    /// The parts by their numbers.
    var parts: [Int: BodyFile] = [:]
    /// The parts that the object was made of, once it was: the same answer is due to who asks again.
    var completion: [PartClaim]?

    /// How long an upload can be used; live URLs end too, after how long is not known.
    static let lifetime = Span.seconds(86_400)

    /// The numbers that parts can have, as in S3, whose scheme this is.
    static let partNumbers = 1...10_000

    /// Whether parts are waited for.
    var isOpen: Bool { isMultipart && completion == nil }

    /// The parts in order, if they are those that the client means.
    /// - Parameter claims: the client's list, in any order: fal-client 1.0.3 lists parts as they were answered.
    func files(for claims: [PartClaim]) throws(RequestRefusal) -> [BodyFile] {
        guard !claims.isEmpty else { throw .unusable("parts: an upload has at least one part") }
        var files: [Int: BodyFile] = [:]
        for claim in claims {
            guard files[claim.number] == nil else { throw .unusable("Part \(claim.number) is listed twice") }
            guard let part = parts[claim.number] else { throw .unusable("Part \(claim.number) was not uploaded") }
            guard part.digest == claim.tag else {
                throw .unusable(
                    "Part \(claim.number) has the etag \"\(part.digest ?? "")\", not \"\(claim.tag.prefix(100))\""
                )
            }
            files[claim.number] = part
        }
        if let forgotten = parts.keys.filter({ files[$0] == nil }).min() {
            throw .unusable("Part \(forgotten) was uploaded and is not listed")
        }
        return files.sorted { $0.key < $1.key }.map(\.value)
    }
}
