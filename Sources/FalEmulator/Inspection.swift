/// Everything that is wrong with documents and scenarios, for people who mend them; the emulator stops at the first error.
public struct Inspection: Sendable {
    /// What is wrong, in order of path.
    public let errors: [LoadError]
    /// How many documents and scenarios are good.
    public let goodCount: Int

    /// Looks at all that the emulator would read.
    /// - Throws: when a directory is not there.
    public init(documents: String, fixtures: String) throws(LoadError) {
        let documents = try DataDirectory(documents)
        let fixtures = try DataDirectory(fixtures)
        var findings = Findings()
        let models = ModelCatalog(documents, &findings)
        // The endpoint of a broken document may be the one that a scenario is for.
        let hasAllModels = findings.errors.isEmpty
        let documentErrors = findings.errors + models.defects
        findings = Findings()
        let scenarios = ScenarioCatalog(
            fixtures,
            models: models,
            allowsUnknownEndpoints: !hasAllModels,
            &findings
        )
        errors = documentErrors + findings.errors + scenarios.defects
        goodCount = models.ids.count + scenarios.fixtureCount
    }

    /// Looks at one file with a scenario, or at all below a directory.
    /// - Parameters:
    ///   - path: the file, or the directory.
    ///   - fixtures: the directory that results point into.
    ///   - models: the endpoints that scenarios may be for.
    /// - Throws: when there is nothing at the path.
    public init(scenarios path: String, fixtures: String, models: ModelCatalog) throws(LoadError) {
        var findings = Findings()
        var loader = ScenarioLoader(models, try DataDirectory(fixtures))
        var scenarios = ScenarioSet()
        if let directory = try? DataDirectory(path) {
            for name in findings.noting(directory.documents) ?? [] where ScenarioSet.isScenario(name) {
                scenarios.load(name, from: directory, &loader, &findings)
            }
            if scenarios.count == 0, findings.errors.isEmpty {
                findings.note(LoadError(directory.path, "holds no scenario (a file that ends in .json)"))
            }
        } else {
            let bytes = try DataDirectory.bytes(ofFile: path)
            let source = findings.noting { () throws(LoadError) in try SourceFile(path: path, bytes: bytes) }
            if let source { scenarios.load(source, &loader, &findings) }
        }
        errors = findings.errors
        goodCount = scenarios.count
    }
}
