internal import ArgumentParser

/// `falsework env`: what makes a client reach the emulator.
struct EnvCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "env",
        abstract: "Print what to export or paste so that a client reaches the emulator.",
        discussion: "For curl and python the output is shell: eval \"$(falsework env --client python)\"."
    )

    /// The clients that are known.
    enum Client: String, CaseIterable, ExpressibleByArgument {
        case curl
        case python
        case js
        case swift
    }

    @OptionGroup var place: PlaceOptions

    @Option(help: "curl, python, js or swift. (default: python)")
    var client: Client?

    @Option(help: "The key to use, as ID:SECRET. (default: FAL_KEY, else test:test)")
    var key: String?

    func run() throws {
        let place = try place.resolved()
        let key = try Environment.optional(key, "key") ?? Environment.foreign("FAL_KEY") ?? "test:test"
        // A name and not an address, as some clients send no server name otherwise.
        let name = ["127.0.0.1", "0.0.0.0", "::1", "::"].contains(place.host) ? "localhost" : place.urlHost
        let plain = "http://\(name):\(place.port)"
        switch try Environment.value(client, "client", default: .python) {
        case .curl:
            Console.line("export FAL_KEY=\(Self.quoted(key))")
            Console.line("export FAL_RUN_URL=\(Self.quoted(plain))")
            Console.line("export FAL_QUEUE_URL=\(Self.quoted(plain + "/queue"))")
        case .python:
            let bundle = CertificateStore.bundlePath(in: try CertificateStore.directory(place.state))
            Console.line("export FAL_KEY=\(Self.quoted(key))")
            Console.line("export FAL_RUN_HOST=\(Self.quoted("\(name):\(place.httpsPort)"))")
            Console.line("export FAL_QUEUE_RUN_HOST=\(Self.quoted("\(name):\(place.httpsPort)/queue"))")
            Console.line("export SSL_CERT_FILE=\(Self.quoted(bundle))")
        case .js:
            Console.line(
                """
                import { fal } from "@fal-ai/client";
                fal.config({
                  credentials: \(Self.literal(key)),
                  proxyUrl: { url: "\(plain)/api/fal/proxy", when: "always" },
                });
                """
            )
        case .swift:
            Console.line(
                """
                import FalClient
                let fal = FalClient.withProxy("\(plain)/api/fal/proxy")
                """
            )
        }
    }

    /// A word for a POSIX shell.
    private static func quoted(_ text: String) -> String {
        "'" + text.map { $0 == "'" ? "'\\''" : String($0) }.joined() + "'"
    }

    /// A string literal for JavaScript.
    private static func literal(_ text: String) -> String {
        "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
    }
}
