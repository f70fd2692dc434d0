internal import ArgumentParser
internal import FalEmulator
internal import ForwardProxy
internal import HTTPServer

/// `falsework serve`: runs the emulator until it is told to stop.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the emulator until SIGINT or SIGTERM."
    )

    @OptionGroup var place: PlaceOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var options: EmulatorOptions

    @Option(
        name: .customLong("key"),
        help: "A key that exists, as ID:SECRET; repeatable (FALSEWORK_KEY: with commas). Without: every key does."
    )
    var keys: [String] = []

    @Option(help: "A port that serves control, and no other does then; 0: a free one. (default: with everything else)")
    var controlPort: UInt16?

    @Option(help: "A port for a forward proxy that leads to fal's hosts here; 0: a free one. (default: none)")
    var proxyPort: UInt16?

    @OptionGroup var egress: EgressOptions

    @Flag(
        inversion: .prefixedNo,
        help: "Read the fixtures anew when they change; a broken set never replaces a good one."
    )
    var watch = true

    @OptionGroup var authority: AuthorityOptions

    mutating func run() async throws {
        let place = try place.resolved()
        var parts = RunningEmulator.Parts(
            place: place,
            data: data,
            options: options,
            egress: egress,
            certificates: try authority.certificates(in: place.state),
            logger: try options.logger(default: .info)
        )
        parts.keys = try Self.credentials(keys)
        parts.controlPort = try Environment.optional(controlPort, "control-port")
        parts.proxyPort = try Environment.optional(proxyPort, "proxy-port")
        parts.watches = watch
        let stop = Termination()
        let running = try RunningEmulator(parts)
        Self.greet(running, parts.certificates)
        await stop.signal()
        await running.stop()
        let left = running.report(Console.line)
        if try left.unsatisfied > 0 || (left.orphans > 0 && options.failsOnOrphans()) { throw ExitCode(1) }
    }

    private static func credentials(_ given: [String]) throws(Failure) -> [Credentials] {
        let texts = given.isEmpty ? (Environment.text("key") ?? "").split(separator: ",").map(String.init) : given
        var keys: [Credentials] = []
        for text in texts {
            guard let key = Credentials(text) else { throw .unusable("--key: not of the form ID:SECRET") }
            keys.append(key)
        }
        return keys
    }

    /// Says where everything is. Scripts read it, and wait for its last line.
    private static func greet(_ running: RunningEmulator, _ certificates: CertificateStore) {
        func url(_ host: String, _ port: UInt16, _ scheme: String = "http") -> String {
            "\(scheme)://\(Place(host: host, port: 0, httpsPort: 0).urlHost):\(port)"
        }
        Console.line("falsework \(Version.current)")
        for address in running.server.addresses {
            Console.line("  " + url(address.host, address.port, address.isSecure ? "https" : "http"))
        }
        for address in running.control?.addresses ?? [] {
            Console.line("  control: " + url(address.host, address.port))
        }
        if let proxy = running.proxy { Console.line("  proxy: " + url(proxy.host, proxy.port)) }
        Console.line("  certificate authority: \(certificates.certificatePath)")
        if let notice = running.mediaNotice { Console.line("  \(notice)") }
        for id in running.models.ids { Console.line("  \(id)") }
        Console.line("Ready.")
    }
}
