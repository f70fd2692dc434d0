internal import QueueEngine

/// The uploads of one world, as a value: its objects, and the uploads that were begun.
struct ObjectStore: Sendable {
    private var objects: [String: StoredObject] = [:]
    private var tickets: [String: UploadTicket] = [:]
    private var lastNumber = 0
    /// Before this nothing ends.
    private var nextEnd: Instant?

    /// The objects in the order in which they came.
    func all(at now: Instant) -> [StoredObject] {
        objects.values.filter { ($0.expires ?? .init(nanoseconds: .max)) > now }.sorted { $0.number < $1.number }
    }

    /// An object that has not ended.
    func object(_ name: String, at now: Instant) -> StoredObject? {
        objects[name].flatMap { object in object.expires.map { $0 <= now } == true ? nil : object }
    }

    /// An upload that can still be used.
    func ticket(_ id: String, at now: Instant) -> UploadTicket? {
        tickets[id].flatMap { $0.ends > now ? $0 : nil }
    }

    /// Keeps an object, in the place of one with the same name.
    mutating func add(
        _ object: StoredObject,
        _ limits: StorageConfiguration,
        at now: Instant
    ) throws(RequestRefusal) {
        forgetWhatHasEnded(at: now)
        guard objects[object.name] != nil || objects.count < limits.maximumObjects else {
            throw .storageFull("This world keeps \(limits.maximumObjects) uploads; delete some, or reset it")
        }
        lastNumber += 1
        var object = object
        object.number = lastNumber
        objects[object.name] = object
        noteEnd(object.expires)
    }

    /// Begins an upload.
    mutating func add(
        _ ticket: UploadTicket,
        _ limits: StorageConfiguration,
        at now: Instant
    ) throws(RequestRefusal) {
        forgetWhatHasEnded(at: now)
        if ticket.isMultipart, tickets.values.count(where: \.isOpen) >= limits.maximumOpenUploads {
            throw .storageFull("This world has \(limits.maximumOpenUploads) uploads in parts that are not completed")
        }
        guard tickets.count < limits.maximumObjects else {
            throw .storageFull("This world has given out \(limits.maximumObjects) upload URLs within a day")
        }
        tickets[ticket.id] = ticket
        noteEnd(ticket.ends)
    }

    /// Changes an upload.
    mutating func change(_ id: String, _ body: (inout UploadTicket) -> Void) {
        guard var ticket = tickets[id] else { return }
        body(&ticket)
        tickets[id] = ticket
    }

    /// Removes an object; false when there is none with the name.
    mutating func remove(_ name: String) -> Bool { objects.removeValue(forKey: name) != nil }

    /// Lets go of objects and uploads whose time has passed, and so of their files.
    mutating func forgetWhatHasEnded(at now: Instant) {
        guard let nextEnd, nextEnd <= now else { return }
        objects = objects.filter { $0.value.expires.map { $0 > now } ?? true }
        tickets = tickets.filter { $0.value.ends > now }
        self.nextEnd = (objects.values.compactMap(\.expires) + tickets.values.map(\.ends)).min()
    }

    private mutating func noteEnd(_ end: Instant?) {
        guard let end else { return }
        nextEnd = min(nextEnd ?? end, end)
    }
}
