internal import FalAPI
internal import HTTPServer
internal import QueueEngine

/// What was uploaded into a world.
extension World {
    /// The time on the world's clock.
    var storageTime: Instant { withObjects { _, now in now } }

    /// Begins an upload, and decides what the object's URL will be.
    /// - Parameter name: what the sender calls the file.
    func beginUpload(
        name: String?,
        contentType: String,
        lifecycle: Lifecycle?,
        isMultipart: Bool
    ) throws(RequestRefusal) -> UploadTicket {
        try state.withLock { (state) throws(RequestRefusal) in
            let now = look(&state)
            let ticket = UploadTicket(
                id: NanoID.make(&state.content.random),
                name: ObjectName.make(
                    id: NanoID.make(&state.content.random),
                    name: name,
                    contentType: contentType
                ),
                contentType: contentType,
                lifecycle: lifecycle,
                isMultipart: isMultipart,
                ends: now + UploadTicket.lifetime
            )
            try state.content.objects.add(ticket, storage, at: now)
            return ticket
        }
    }

    /// Keeps a file that came without an upload URL.
    func store(
        _ file: BodyFile,
        name: String?,
        contentType: String,
        lifecycle: Lifecycle?
    ) throws(RequestRefusal) -> StoredObject {
        try state.withLock { (state) throws(RequestRefusal) in
            let now = look(&state)
            let id = NanoID.make(&state.content.random)
            let name = ObjectName.make(id: id, name: name, contentType: contentType)
            let object = StoredObject(
                name: name,
                file: file,
                contentType: contentType,
                lifecycle: lifecycle,
                at: now
            )
            try state.content.objects.add(object, storage, at: now)
            return object
        }
    }

    /// Keeps the content of an upload; a later one takes its place.
    /// - Parameters:
    ///   - contentType: what came with the content, if anything did.
    ///   - lifecycle: the same.
    ///   - claims: the parts that the file was made of.
    func store(
        _ file: BodyFile,
        for ticket: UploadTicket,
        contentType: String? = nil,
        lifecycle: Lifecycle? = nil,
        claims: [PartClaim]? = nil
    ) throws(RequestRefusal) -> StoredObject {
        try state.withLock { (state) throws(RequestRefusal) in
            let now = look(&state)
            let object = StoredObject(
                name: ticket.name,
                file: file,
                contentType: contentType ?? ticket.contentType,
                lifecycle: lifecycle ?? ticket.lifecycle,
                at: now
            )
            try state.content.objects.add(object, storage, at: now)
            if let claims {
                state.content.objects.change(ticket.id) { ticket in
                    ticket.completion = claims
                    ticket.parts = [:]
                }
            }
            return object
        }
    }

    /// Keeps a part of an upload; one that is sent again takes the earlier one's place.
    func store(_ part: BodyFile, number: Int, of ticket: UploadTicket) {
        withObjects { objects, _ in objects.change(ticket.id) { $0.parts[number] = part } }
    }

    /// An upload that can still be used.
    func upload(_ id: String) -> UploadTicket? { withObjects { objects, now in objects.ticket(id, at: now) } }

    /// An object that has not ended.
    func object(named name: String) -> StoredObject? {
        withObjects { objects, now in
            // What has ended makes room on the disk when somebody looks.
            objects.forgetWhatHasEnded(at: now)
            return objects.object(name, at: now)
        }
    }

    /// The objects in the order in which they came.
    func uploadedObjects() -> [StoredObject] { withObjects { objects, now in objects.all(at: now) } }

    /// Removes an object; false when there is none with the name.
    func removeObject(named name: String) -> Bool { withObjects { objects, _ in objects.remove(name) } }

    private func withObjects<Result>(_ body: (inout ObjectStore, Instant) -> Result) -> Result {
        state.withLock { state in
            let now = look(&state)
            return body(&state.content.objects, now)
        }
    }

    private func look(_ state: inout State) -> Instant {
        let real = time.now()
        state.lastLook = real
        return state.content.clock.now(at: real)
    }
}
