internal import FalAPI
internal import HTTPServer
internal import Logging
internal import QueueEngine

/// The worlds, one for each key.
final class WorldStore: Sendable {
    private struct State: ~Copyable {
        var worlds: [Credentials: Entry] = [:]
        var uses: UInt64 = 0
    }

    private struct Entry {
        let world: World
        var lastUse: UInt64
    }

    private let state = Locked(State())
    private let configuration: EmulatorConfiguration
    private let time: TimeSource
    private let logger: Logger

    init(_ configuration: EmulatorConfiguration, time: TimeSource, logger: Logger) {
        self.configuration = configuration
        self.time = time
        self.logger = logger
    }

    /// The world that a key opens, made when it is used for the first time.
    func world(of credentials: Credentials) -> World {
        state.withLock { state in
            state.uses += 1
            if let index = state.worlds.index(forKey: credentials) {
                state.worlds.values[index].lastUse = state.uses
                return state.worlds.values[index].world
            }
            if state.worlds.count >= max(1, configuration.maximumWorlds),
                let oldest = state.worlds.min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                state.worlds[oldest.key] = nil
                logger.warning(
                    "world evicted: more keys are in use than worlds are kept",
                    metadata: ["key": "\(oldest.key.id)", "limit": "\(configuration.maximumWorlds)"]
                )
            }
            let world = World(
                name: "\(credentials.id):\(credentials.secret)",
                configuration: configuration,
                time: time
            )
            state.worlds[credentials] = Entry(world: world, lastUse: state.uses)
            return world
        }
    }

    /// Whether any world has the request. Only callers without credentials need to know: for them an id that exists is
    /// 401 and one that does not is 404 (captured 2026-09).
    func anyWorldHas(_ id: RequestID) -> Bool {
        let worlds = state.withLock { $0.worlds.values.map(\.world) }
        return worlds.contains { $0.snapshot(of: id) != nil }
    }
}
