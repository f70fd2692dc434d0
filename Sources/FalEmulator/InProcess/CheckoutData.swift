/// The documents and fixtures of the package, for those who use the emulator as a library: SwiftPM builds it from a checkout,
/// in which they lie beside its sources.
enum CheckoutData {
    /// What the checkout holds, read once in a process: it takes longer than everything else at a start.
    private static let own = Result {
        try read(openapi: try directory("openapi"), fixtures: try directory("fixtures"))
    }

    /// The endpoints and scenarios of the directories that are named, and of the checkout where none is.
    /// - Throws: `LoadError`.
    static func catalogs(openapi: String?, fixtures: String?) throws -> (ModelCatalog, ScenarioCatalog) {
        if openapi == nil, fixtures == nil { return try own.get() }
        return try read(
            openapi: try openapi ?? directory("openapi"),
            fixtures: try fixtures ?? directory("fixtures")
        )
    }

    private static func read(openapi: String, fixtures: String) throws -> (ModelCatalog, ScenarioCatalog) {
        let models = try ModelCatalog(directory: openapi)
        return (models, try ScenarioCatalog(directory: fixtures, models: models))
    }

    /// The directory of that name in the checkout that this was built from.
    /// - Throws: when it is not there, as when a program was built elsewhere.
    static func directory(_ name: String, source: String = #filePath) throws(LoadError) -> String {
        // Sources/FalEmulator/InProcess/CheckoutData.swift
        let root = source.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
        let path = "\(root)/\(name)"
        guard (try? DataDirectory(path)) != nil else {
            throw LoadError(
                path,
                "is not there: the emulator was built from sources at \(root), which have moved; say where the directory "
                    + "lies with LocalEmulator.Options.\(name)"
            )
        }
        return path
    }
}
