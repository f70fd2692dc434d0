internal import ArgumentParser
internal import FalEmulator

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Where the documents and the fixtures lie.
struct DataOptions: ParsableArguments {
    @Option(help: "The directory of OpenAPI documents. (default: openapi, here or beside the program)")
    var openapi: String?

    @Option(help: "The directory of fixtures. (default: fixtures, here or beside the program)")
    var fixtures: String?

    /// Reads the documents.
    func models() throws -> ModelCatalog {
        let directory = try openapiDirectory()
        return try Self.loading { try ModelCatalog(directory: directory) }
    }

    /// Reads the fixtures.
    /// - Parameter seed: what samples of outputs are derived from.
    func scenarios(for models: ModelCatalog, seed: UInt64) throws -> ScenarioCatalog {
        let directory = try fixturesDirectory()
        return try Self.loading { try ScenarioCatalog(directory: directory, models: models, seed: seed) }
    }

    /// Where the documents lie.
    func openapiDirectory() throws -> String {
        try Self.directory(try Environment.optional(openapi, "openapi"), "openapi")
    }

    /// Where the fixtures lie.
    func fixturesDirectory() throws -> String {
        try Self.directory(try Environment.optional(fixtures, "fixtures"), "fixtures")
    }

    /// Loads something; what cannot be loaded ends the command.
    static func loading<Loaded>(_ load: () throws -> Loaded) throws -> Loaded {
        do {
            return try load()
        } catch let error as LoadError {
            throw Failure.unusable(error.description)
        }
    }

    /// The directory that was named; else the one below the working directory, above the program (a build in a checkout)
    /// or in the share directory beside it (an installation).
    private static func directory(_ named: String?, _ name: String) throws -> String {
        if let named { return named }
        var candidates = [name]
        if let program = ProgramLocation.path {
            var folder = URL(filePath: program).deletingLastPathComponent()
            candidates.append(folder.appending(path: "../share/falsework/\(name)").standardized.path())
            for _ in 0..<5 {
                folder.deleteLastPathComponent()
                candidates.append(folder.appending(path: name).path())
            }
        }
        let manager = FileManager.default
        if let found = candidates.first(where: { manager.fileExists(atPath: $0) }) { return found }
        throw Failure.unusable("no directory named \(name) here or beside the program: name one with --\(name)")
    }
}
