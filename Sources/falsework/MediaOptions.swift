internal import ArgumentParser
internal import FalEmulator
internal import MediaTools

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// How the files are treated that inputs point at.
struct MediaOptions: ParsableArguments {
    @Option(
        help: """
            How closely the files of inputs are looked at: check (what can be reached must keep the documented limits), \
            strict (data: URIs are refused too) or off. (default: check)
            """
    )
    var media: MediaMode?

    @Option(
        help:
            "A host that files may be fetched from beside this machine; repeatable (FALSEWORK_ALLOW_FETCH: with commas)."
    )
    var allowFetch: [String] = []

    /// The program that looks into files, beside this one.
    private static let helper = "falsework-media"

    /// The configuration, with a helper if there is one.
    func configuration() throws -> MediaConfiguration {
        var configuration = MediaConfiguration()
        configuration.strictness = try Environment.value(media, "media", default: .check).strictness
        configuration.allowedHosts = try HostPatterns.read(allowFetch, "allow-fetch")
        configuration.fetcher = MediaFetching.fetcher
        guard configuration.strictness != .off else { return configuration }
        configuration.workers = Self.workers
        return configuration
    }

    /// The helper beside this program; nil if there is none.
    static var workers: MediaWorkers? { helperPath.map { MediaWorkers(.init(program: $0)) } }

    private static var helperPath: String? {
        guard let program = ProgramLocation.path else { return nil }
        let path = URL(filePath: program).deletingLastPathComponent().appending(path: helper).path()
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }
}

extension MediaConfiguration {
    /// What is said at the start when files cannot be looked into.
    var missingHelper: String? {
        guard strictness != .off, workers == nil else { return nil }
        return "media is not checked: falsework-media is not beside the program (it needs libavformat to build)"
    }
}

/// How closely files are looked at, as the option says it.
enum MediaMode: String, CaseIterable, ExpressibleByArgument {
    case check
    case strict
    case off

    var strictness: MediaConfiguration.Strictness {
        switch self {
        case .check: .check
        case .strict: .strict
        case .off: .off
        }
    }
}
