/// The public keys, fetched when they are needed: by one task at a time, kept for a day, and fetched anew, though not too
/// often, when a signature fits none of them.
actor WebhookKeyCache {
    /// The keys, and which fetch they are from.
    struct Entry: Sendable {
        let keys: [WebhookKey]
        let number: Int
        let time: Int64
    }

    /// How long keys are of use, in seconds (documentation, "Verifying your webhook": at most 24 hours).
    static let lifetime: Int64 = 86_400
    /// The least time between two fetches for the sake of signatures that fit no key, in seconds: anybody can send those.
    static let refreshInterval: Int64 = 60
    /// The least time after a fetch that failed until the next, in seconds.
    static let failureInterval: Int64 = 5

    private let source: WebhookKeySource
    private let now: @Sendable () -> Int64
    private var entry: Entry?
    private var fetch: Task<Result<Entry, WebhookVerificationError>, Never>?
    private var lastFailure: (error: WebhookVerificationError, time: Int64)?
    private var lastNumber = 0

    init(source: WebhookKeySource, now: @escaping @Sendable () -> Int64) {
        self.source = source
        self.now = now
    }

    /// The keys, from here if they are not too old.
    func current() async throws(WebhookVerificationError) -> Entry {
        if let entry, isWithin(Self.lifetime, since: entry.time) { return entry }
        return try await fetched()
    }

    /// Keys that are newer than those of an entry; nil when there are none to be expected yet.
    func newer(than old: Entry) async throws(WebhookVerificationError) -> Entry? {
        if let entry, entry.number > old.number { return entry }
        if fetch == nil, isWithin(Self.refreshInterval, since: old.time) { return nil }
        return try await fetched()
    }

    /// A clock that goes back makes everything old.
    private func isWithin(_ span: Int64, since time: Int64) -> Bool {
        0..<span ~= now() - time
    }

    private func fetched() async throws(WebhookVerificationError) -> Entry {
        if let fetch { return try await fetch.value.get() }
        if let lastFailure, isWithin(Self.failureInterval, since: lastFailure.time) { throw lastFailure.error }
        lastNumber += 1
        let (source, time, number) = (source, now(), lastNumber)
        // A task of its own: whoever started it may go, and others wait for it.
        let fetch = Task { () -> Result<Entry, WebhookVerificationError> in
            let document: [UInt8]
            do {
                document = try await source.fetch()
            } catch {
                return .failure(WebhookVerificationError(.keysUnavailable, "the keys cannot be fetched: \(error)"))
            }
            do throws(WebhookVerificationError) {
                return .success(Entry(keys: try WebhookKey.keys(inSet: document), number: number, time: time))
            } catch {
                return .failure(error)
            }
        }
        self.fetch = fetch
        let result = await fetch.value
        self.fetch = nil
        switch result {
        case .success(let entry):
            self.entry = entry
            lastFailure = nil
        case .failure(let error):
            lastFailure = (error, now())
        }
        return try result.get()
    }
}
