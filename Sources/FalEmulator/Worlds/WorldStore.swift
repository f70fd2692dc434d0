internal import FalAPI
internal import HTTPServer
internal import Logging
internal import QueueEngine

/// The worlds, one for each key.
final class WorldStore: Sendable {
    private struct State: ~Copyable {
        var worlds: [Credentials: Entry] = [:]
        /// The worlds by the header that opened them, so that a poll need not read the same header again.
        var byHeader: [String: Entry] = [:]
        /// The worlds by what stands for them in URLs and tokens.
        var byTag: [String: Entry] = [:]
        var uses: UInt64 = 0
        /// The orphans of worlds that are gone.
        var orphansOfTheGone = 0

        mutating func use(_ entry: Entry) -> World {
            uses += 1
            entry.lastUse = uses
            return entry.world
        }
    }

    /// A world and when it was used last; touched under the store's lock only.
    private final class Entry {
        let world: World
        var lastUse: UInt64 = 0
        init(_ world: World) { self.world = world }
    }

    private let state = Locked(State())
    private let configuration: EmulatorConfiguration
    private let time: TimeSource
    private let dispatcher: WebhookDispatcher
    private let logger: Logger

    init(
        _ configuration: EmulatorConfiguration,
        time: TimeSource,
        dispatcher: WebhookDispatcher,
        logger: Logger
    ) {
        self.dispatcher = dispatcher
        self.configuration = configuration
        self.time = time
        self.logger = logger
    }

    /// The world that the same header opened before; nil for a header that has not opened one.
    func world(openedBy header: String) -> World? {
        state.withLock { state in state.byHeader[header].map { state.use($0) } }
    }

    /// The world that an upload URL or a token names; nil when there is none.
    func world(tagged tag: String) -> World? {
        state.withLock { state in state.byTag[tag].map { state.use($0) } }
    }

    /// The world that a key has opened before.
    func known(_ credentials: Credentials) -> World? { state.withLock { $0.worlds[credentials]?.world } }

    /// The world that a key opens, made when it is used for the first time.
    /// - Parameter header: the header that the key was read from, to be recognised from now on.
    func world(of credentials: Credentials, openedBy header: String? = nil) -> World {
        state.withLock { state in
            let entry: Entry
            if let known = state.worlds[credentials] {
                entry = known
            } else {
                evict(&state, at: time.now())
                entry = Entry(
                    World(
                        name: "\(credentials.id):\(credentials.secret)",
                        configuration: configuration,
                        time: time,
                        dispatcher: dispatcher
                    )
                )
                state.worlds[credentials] = entry
                state.byTag[entry.world.seal.tag] = entry
            }
            if let header {
                // One key can be spelled in several ways; who plays with them begins anew.
                if state.byHeader.count >= 2 * max(1, configuration.maximumWorlds) { state.byHeader = [:] }
                state.byHeader[header] = entry
            }
            return state.use(entry)
        }
    }

    /// Makes room for one more: worlds that nobody has looked at for too long go, and the oldest when there are too many.
    private func evict(_ state: inout State, at real: Instant) {
        for (key, entry) in state.worlds where real - entry.world.lastLook > configuration.maximumIdleTime {
            remove(key, &state, because: "nobody has used it for \(Int(configuration.maximumIdleTime.seconds)) s")
        }
        guard state.worlds.count >= max(1, configuration.maximumWorlds),
            let oldest = state.worlds.min(by: { $0.value.lastUse < $1.value.lastUse })
        else { return }
        remove(oldest.key, &state, because: "more keys are in use than the \(configuration.maximumWorlds) worlds kept")
    }

    private func remove(_ key: Credentials, _ state: inout State, because reason: String) {
        forget(key, &state)
        state.byHeader = [:]
        logger.warning("world evicted: \(reason)", metadata: ["key": "\(key.id)"])
    }

    private func forget(_ key: Credentials, _ state: inout State) {
        guard let world = state.worlds.removeValue(forKey: key)?.world else { return }
        state.orphansOfTheGone += world.orphanCount
        state.byTag[world.seal.tag] = nil
    }

    /// The worlds and the ids of their keys, those that were used last first.
    var all: [(name: String, world: World)] {
        state.withLock { state in
            state.worlds.sorted { $0.value.lastUse > $1.value.lastUse }.map { ($0.key.id, $0.value.world) }
        }
    }

    /// How many requests nobody cared for, in all worlds that there ever were.
    var orphanCount: Int {
        let (worlds, gone) = state.withLock { ($0.worlds.values.map(\.world), $0.orphansOfTheGone) }
        return worlds.reduce(gone) { $0 + $1.orphanCount }
    }

    /// Forgets the worlds whose keys have an id; the number of them.
    func remove(named name: String) -> Int {
        state.withLock { state in
            let keys = state.worlds.keys.filter { $0.id == name }
            for key in keys {
                forget(key, &state)
            }
            if !keys.isEmpty { state.byHeader = [:] }
            return keys.count
        }
    }

    /// Whether any world has the request. Only callers without credentials need to know: for them an id that exists is
    /// 401 and one that does not is 404 (captured 2026-09).
    func anyWorldHas(_ id: RequestID) -> Bool {
        let worlds = state.withLock { $0.worlds.values.map(\.world) }
        return worlds.contains { $0.snapshot(of: id) != nil }
    }
}
