internal import ArgumentParser
internal import ForwardProxy
internal import HTTPServer

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// `falsework exec`: runs a command in whose environment fal's clients reach an emulator of its own.
struct ExecCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exec",
        abstract: "Run a command whose fal clients reach an emulator that lives as long as it.",
        usage: "falsework exec [<options>] [--] <command> [<arguments>]",
        discussion: """
            The emulator and a forward proxy listen on free ports of the loopback interface. The command's environment leads \
            fal's clients of any language there, with a key that is worth nothing unless --key names one; connections to hosts \
            that are neither fal's nor this machine are refused and told of at the end. Standard streams, signals and exit \
            status are the command's own (127: not found, 126: cannot be run, 128 and n: ended by signal n).
            """
    )

    @OptionGroup var data: DataOptions
    @OptionGroup var options: EmulatorOptions
    @OptionGroup var egress: EgressOptions

    @Option(help: "The port for HTTP. (default: a free one)")
    var port: UInt16?

    @Option(help: "The port for HTTPS. (default: a free one)")
    var httpsPort: UInt16?

    @Option(help: "The port for the forward proxy. (default: a free one)")
    var proxyPort: UInt16?

    @Option(help: "The key in the command's environment, as ID:SECRET. (default: falsework:exec)")
    var key: String?

    @Option(help: "The directory of the local certificate authority. (default: ~/.local/share/falsework)")
    var state: String?

    @Argument(parsing: .captureForPassthrough, help: "The command and its arguments.")
    var command: [String]

    func run() async throws {
        let command = try words()
        let directory = try CertificateStore.directory(try Environment.optional(state, "state"))
        let certificates = try CertificateStore(directory: directory)
        try NodeRedirect.write(into: directory)
        // The twins of these in the environment may be those of an emulator around this one.
        var parts = RunningEmulator.Parts(
            place: Place(host: "127.0.0.1", port: port ?? 0, httpsPort: httpsPort ?? 0),
            data: data,
            options: options,
            egress: egress,
            certificates: certificates,
            logger: try options.logger(default: .error)
        )
        parts.proxyPort = proxyPort ?? 0
        parts.watches = false
        let running = try RunningEmulator(parts)
        let status: Int32
        do {
            status = try await ChildProcess(command, environment: environment(running, directory)).wait()
        } catch {
            await running.stop()
            throw error
        }
        await running.stop()
        let left = running.report { Console.error("falsework: " + $0) }
        let fails = try left.unsatisfied > 0 || (left.orphans > 0 && options.failsOnOrphans())
        if status == 0, fails { throw ExitCode(1) }
        throw ExitCode(status)
    }

    /// The command without what stands before it. The parser takes everything from the first word on that it does not know.
    private func words() throws -> [String] {
        guard let first = command.first, first.hasPrefix("-") else { return command }
        if first == "--help" || first == "-h" { throw CleanExit.helpRequest(self) }
        guard first == "--" else {
            throw Failure.unusable("exec: '\(first)' is no option here; see falsework exec --help")
        }
        guard command.count > 1 else { throw Failure.unusable("exec: name a command to run") }
        return Array(command.dropFirst())
    }

    private func environment(_ running: RunningEmulator, _ directory: String) -> [String: String] {
        var environment = ProcessInfo.processInfo.environment
        for name in ClientEnvironment.unset { environment[name] = nil }
        var place = Place(host: "127.0.0.1", port: 0, httpsPort: 0)
        for address in running.server.addresses {
            if address.isSecure { place.httpsPort = address.port } else { place.port = address.port }
        }
        let client = ClientEnvironment(
            key: key ?? "falsework:exec",
            place: place,
            proxyPort: running.proxy?.port ?? 0,
            state: directory
        )
        for (name, value) in client.all(options: environment["NODE_OPTIONS"]) { environment[name] = value }
        return environment
    }
}
