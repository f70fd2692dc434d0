internal import ArgumentParser
internal import FalAPI
internal import FalEmulator

/// `falsework validate`: whether documents, fixtures, a scenario or an input are good, and if not, why.
struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check documents and fixtures, a scenario, or an input.",
        usage: """
            falsework validate [<options>]
            falsework validate [<options>] <path>
            falsework validate [<options>] <endpoint> <file>
            """,
        discussion: """
            Without arguments: all OpenAPI documents and all fixtures. With a path: the scenario in that file, or all \
            below that directory; the files that they refer to lie in the directory of fixtures. With an endpoint and a \
            file: what fal would say to that input, and why.

            What is wrong is printed as file:line:column: reason. Exit status: 0 if all is good, 1 if not, 2 if it cannot \
            be told.
            """
    )

    @OptionGroup var data: DataOptions

    @Argument(
        help: ArgumentHelp(
            "A scenario's file or a directory of them; or, before a file, an endpoint's id.",
            valueName: "path or endpoint"
        )
    )
    var subject: String?

    @Argument(help: "A file with the endpoint's input as JSON; - for standard input.")
    var file: String?

    func run() throws {
        switch (subject, file) {
        case (let endpoint?, let file?):
            try InputCheck(models: try data.models()).run(endpoint, file)
        case (let path?, nil):
            let models = try data.models()
            if models.ids.contains(where: { $0.description == path }) {
                throw Failure.unusable("which input? name a file after \(path); - for standard input")
            }
            let fixtures = try data.fixturesDirectory()
            try report(
                try DataOptions.loading { try Inspection(scenarios: path, fixtures: fixtures, models: models) }
            )
        default:
            let (documents, fixtures) = (try data.openapiDirectory(), try data.fixturesDirectory())
            try report(try DataOptions.loading { try Inspection(documents: documents, fixtures: fixtures) })
        }
    }

    private func report(_ inspection: Inspection) throws {
        for error in inspection.errors { Console.line(error.description) }
        let good = inspection.goodCount
        if inspection.errors.isEmpty {
            Console.line(good == 1 ? "1 file is good." : "\(good) files are good.")
        } else {
            Console.error("falsework: \(inspection.errors.count) wrong, \(good) good")
            throw ExitCode(1)
        }
    }
}
