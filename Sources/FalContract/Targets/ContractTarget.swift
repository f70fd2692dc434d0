public import HTTPTypes

/// Something that answers as fal does, or ought to.
public struct ContractTarget: Sendable {
    /// What a target is.
    public enum Kind: String, Sendable, Hashable {
        /// fal's own service.
        case live
        /// The emulator of this package.
        case falsework
        /// Anybody's mock or proxy.
        case other
    }

    /// Sends a request and gives the whole answer; throws when there is none.
    public typealias Sending =
        @Sendable (HTTPRequest, [UInt8]?) async throws -> (HTTPResponse, [UInt8])

    /// What reports call it.
    public var name: String
    /// What it is.
    public var kind: Kind
    /// Where its services are.
    public var services: ServiceURLs
    /// The keys that cases use.
    public var keys: ContractKeys
    /// How long cases wait.
    public var patience: Patience
    /// Where webhooks arrive; nil: nowhere.
    public var receiver: WebhookReceiver?
    /// Waits between two polls.
    public var pause: @Sendable (Duration) async throws -> Void = { span in
        if span > .zero { try await Task.sleep(for: span) } else { await Task.yield() }
    }
    /// Seconds since the Unix epoch, in real time: what the timestamps of webhooks are compared with.
    public var now: @Sendable () -> Int64 = WallClock.seconds
    let sending: Sending

    /// Makes a target of anything that answers requests.
    public init(
        name: String,
        kind: Kind,
        services: ServiceURLs,
        keys: ContractKeys = ContractKeys(),
        patience: Patience,
        receiver: WebhookReceiver? = nil,
        sending: @escaping Sending
    ) {
        self.name = name
        self.kind = kind
        self.services = services
        self.keys = keys
        self.patience = patience
        self.receiver = receiver
        self.sending = sending
    }

    /// The same target, with something done to every exchange.
    public func wrapped(_ wrap: (@escaping Sending) -> Sending) -> ContractTarget {
        var target = ContractTarget(
            name: name,
            kind: kind,
            services: services,
            keys: keys,
            patience: patience,
            receiver: receiver,
            sending: wrap(sending)
        )
        target.pause = pause
        target.now = now
        return target
    }

    /// What the target has, as far as can be told without asking it.
    var capabilities: Set<Capability> {
        var found: Set<Capability> = []
        if services.run != nil { found.insert(.run) }
        if services.queue != nil { found.insert(.queue) }
        if services.rest != nil { found.formUnion([.rest, .storage]) }
        if services.proxy != nil { found.insert(.proxy) }
        if services.control != nil, kind == .falsework { found.insert(.control) }
        if kind != .other { found.insert(.exactBytes) }
        if keys.other != nil || kind != .live { found.insert(.otherKey) }
        if keys.locked != nil || kind != .live { found.insert(.lockedKey) }
        if receiver != nil { found.insert(.webhooks) }
        found.insert(.invalidKey)
        return found
    }
}
