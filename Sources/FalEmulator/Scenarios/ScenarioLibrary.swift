internal import HTTPServer
internal import JSON

/// The scenarios that are in force, which can be read anew while the emulator runs.
///
/// A set that is broken never replaces one that is good, and the URLs of files that were given out stay good.
public final class ScenarioLibrary: Sendable {
    private struct State {
        var catalog: ScenarioCatalog
        var media: MediaLibrary
        /// What the directory looked like when it was read last, for good or ill.
        var fingerprint: Int
    }

    private let state: Locked<State>
    /// Held while files are read, so that an older reading never replaces a newer one.
    private let reading = Locked(())

    /// What came of looking for changes.
    public enum Reload: Sendable {
        /// Nothing has changed since the last time.
        case unchanged
        /// The new set is in force.
        case replaced
        /// The new set is broken, and the old one stays in force.
        case kept([LoadError])
    }

    /// Begins with scenarios that have been read.
    public init(_ catalog: ScenarioCatalog) {
        state = Locked(State(catalog: catalog, media: catalog.media, fingerprint: catalog.fingerprint))
    }

    /// The scenarios in force.
    public var catalog: ScenarioCatalog { state.withLock { $0.catalog } }

    /// The files in force, and those of earlier sets.
    var media: MediaLibrary { state.withLock { $0.media } }

    /// Reads the directory anew.
    @discardableResult
    public func reload() -> Reload {
        reading.withLock { _ in reload(catalog) }
    }

    /// Reads the directory anew if a file in it has changed since it was read last.
    @discardableResult
    public func reloadIfChanged() -> Reload {
        reading.withLock { _ in
            let (catalog, known) = state.withLock { ($0.catalog, $0.fingerprint) }
            return catalog.directory.fingerprint() == known ? .unchanged : reload(catalog)
        }
    }

    private func reload(_ old: ScenarioCatalog) -> Reload {
        var findings = Findings()
        let new = ScenarioCatalog(
            old.directory,
            models: old.models,
            seed: old.seed,
            allowsUnknownEndpoints: true,
            &findings
        )
        let errors = findings.errors
        return state.withLock { state in
            state.fingerprint = new.fingerprint
            guard errors.isEmpty else { return .kept(errors) }
            var media = new.media
            media.keep(state.media)
            state.media = media
            state.catalog = new
            return .replaced
        }
    }

    /// Reads a scenario that a test makes up, and takes in the files that it names. It is in force nowhere yet.
    /// - Throws: what is wrong with it, at a JSON pointer.
    func scenario(_ json: JSONValue, file: String = "body") throws(LoadError) -> Scenario {
        try reading.withLock { (_) throws(LoadError) in
            let (catalog, media) = state.withLock { ($0.catalog, $0.media) }
            var loader = ScenarioLoader(catalog.models, catalog.directory, media: media)
            let scenario = try loader.load(json, file: file, isFixture: false)
            let files = loader.media
            state.withLock { $0.media = files }
            return scenario
        }
    }
}
