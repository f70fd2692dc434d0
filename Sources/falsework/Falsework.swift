internal import ArgumentParser

/// The command. It only wires: what it does lies in the libraries.
struct Falsework: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "falsework",
        abstract: "fal.ai, offline: an emulator of fal's inference service.",
        discussion: "Every option of a command has a twin in the environment: --https-port is FALSEWORK_HTTPS_PORT.",
        version: Version.current,
        subcommands: [
            ServeCommand.self, ExecCommand.self, EnvCommand.self, ReadyCommand.self, ValidateCommand.self,
            ContractCommand.self,
            CallCommand.self,
        ]
    )
}

/// The version of the package.
enum Version {
    static let current = "0.1.0"
}

@main
enum Main {
    /// Exit status of a usage error and of data that cannot be used, whatever the parser's own convention.
    private static let usageStatus: Int32 = 2

    static func main() async {
        do {
            var command = try Falsework.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let failure as Failure {
            Console.error("falsework: \(failure.message)")
            System.end(failure.status)
        } catch {
            let status = Falsework.exitCode(for: error)
            let message = Falsework.fullMessage(for: error)
            if status.isSuccess {
                // A command that ends as another one did has nothing to say.
                if !message.isEmpty { Console.line(message) }
                System.end(0)
            }
            if !message.isEmpty { Console.error(message) }
            System.end(status == .validationFailure ? usageStatus : status.rawValue)
        }
    }
}

/// A reason to stop with a message and an exit status: 1 for what went wrong, 2 for what was asked wrongly.
struct Failure: Error {
    let message: String
    let status: Int32

    /// Something went wrong that is not the caller's fault.
    static func failed(_ message: String) -> Failure { Failure(message: message, status: 1) }

    /// An option, a file or a document cannot be used.
    static func unusable(_ message: String) -> Failure { Failure(message: message, status: 2) }
}
