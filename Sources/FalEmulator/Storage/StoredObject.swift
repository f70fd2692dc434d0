internal import FalAPI
internal import HTTPServer
internal import QueueEngine

/// A file that somebody uploaded.
struct StoredObject: Sendable {
    /// The last part of its URL.
    let name: String
    /// Its content; the file on disk goes when neither the world nor a snapshot of it has the object.
    let file: BodyFile
    /// Its media type, as it was sent.
    let contentType: String
    /// When it came, on the world's clock.
    let created: Instant
    /// When it ends, on the world's clock; nil: with its world.
    let expires: Instant?
    /// Who may read it.
    let lifecycle: Lifecycle?
    /// Its place among the objects of the world, in the order in which they came.
    var number = 0

    init(name: String, file: BodyFile, contentType: String, lifecycle: Lifecycle?, at now: Instant) {
        self.name = name
        self.file = file
        self.contentType = contentType
        self.lifecycle = lifecycle
        created = now
        expires = lifecycle?.duration.map { now + $0 }
    }

    /// SHA-256 of the content, in hexadecimal digits.
    var digest: String { file.digest ?? "" }

    /// What somebody gets who asks for it.
    /// - Parameter user: who asks; nil: somebody without a key.
    func access(by user: String?, owner: String) -> Lifecycle.Access {
        guard let lifecycle, user != owner else { return .allow }
        return user.flatMap { lifecycle.rules[$0] } ?? lifecycle.access
    }
}
