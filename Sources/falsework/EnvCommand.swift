internal import ArgumentParser

/// `falsework env`: what makes a client reach the emulator.
struct EnvCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "env",
        abstract: "Print what to export or paste so that a client reaches the emulator.",
        discussion: """
            For curl, python and node the output is shell: eval "$(falsework env --client python)". With the port of a forward \
            proxy it leads fal's own names there, so that the documented examples run as they are.
            """
    )

    /// The clients that are known.
    enum Client: String, CaseIterable, ExpressibleByArgument {
        case curl
        case python
        case node
        case js
        case swift
        case java
        case dart
    }

    @OptionGroup var place: PlaceOptions

    @Option(help: "The port of the emulator's forward proxy. (default: it has none)")
    var proxyPort: UInt16?

    @Option(help: "curl, python, node, js, swift, java or dart. (default: python)")
    var client: Client?

    @Option(help: "The key to use, as ID:SECRET. (default: FAL_KEY, else test:test)")
    var key: String?

    func run() throws {
        let place = try place.resolved()
        let proxyPort = try Environment.optional(proxyPort, "proxy-port")
        let key = try Environment.optional(key, "key") ?? Environment.foreign("FAL_KEY") ?? "test:test"
        let client = try Environment.value(client, "client", default: .python)
        switch client {
        case .curl, .python, .node: try export(client, key, place, proxyPort)
        case .js, .swift, .java, .dart: Console.line(Self.code(client, key, "\(Self.url(place))/api/fal/proxy"))
        }
    }

    private static func url(_ place: Place) -> String { "http://\(place.clientHost):\(place.port)" }

    private func export(_ client: Client, _ key: String, _ place: Place, _ proxyPort: UInt16?) throws {
        let state = try CertificateStore.directory(place.state)
        let environment = ClientEnvironment(key: key, place: place, proxyPort: proxyPort ?? 0, state: state)
        let name = place.clientHost
        let variables: [(String, String)]
        switch (client, proxyPort) {
        case (.node, _):
            try NodeRedirect.write(into: state)
            variables = environment.node(options: Environment.foreign("NODE_OPTIONS"))
                .filter { proxyPort != nil || $0.0 != "FALSEWORK_PROXY_PORT" }
        case (.curl, .some): variables = environment.curl()
        case (_, .some): variables = environment.python()
        case (.curl, nil):
            let url = Self.url(place)
            variables = [("FAL_KEY", key), ("FAL_RUN_URL", url), ("FAL_QUEUE_URL", url + "/queue")]
        case (_, nil):
            variables = [
                ("FAL_KEY", key), ("FAL_RUN_HOST", "\(name):\(place.httpsPort)"),
                ("FAL_QUEUE_RUN_HOST", "\(name):\(place.httpsPort)/queue"),
                ("SSL_CERT_FILE", CertificateStore.bundlePath(in: state)),
            ]
        }
        for (name, value) in variables { Console.line("export \(name)=\(Self.quoted(value))") }
    }

    /// What an application says in its own language: every official client but Python's can be given a proxy's URL.
    private static func code(_ client: Client, _ key: String, _ proxy: String) -> String {
        switch client {
        case .swift:
            """
            import FalClient
            let fal = FalClient.withProxy("\(proxy)")
            """
        case .java:
            """
            import ai.fal.client.ClientConfig;
            import ai.fal.client.CredentialsResolver;
            import ai.fal.client.FalClient;
            var fal = FalClient.withConfig(
                ClientConfig.builder().withCredentials(CredentialsResolver.fromApiKey(\(literal(key)))).withProxyUrl("\(proxy)").build());
            """
        case .dart:
            """
            import "package:fal_client/fal_client.dart";
            final fal = FalClient.withProxy("\(proxy)");
            """
        case .js, .curl, .python, .node:
            """
            import { fal } from "@fal-ai/client";
            fal.config({
              credentials: \(literal(key)),
              proxyUrl: { url: "\(proxy)", when: "always" },
            });
            """
        }
    }

    /// A word for a POSIX shell.
    private static func quoted(_ text: String) -> String {
        "'" + text.map { $0 == "'" ? "'\\''" : String($0) }.joined() + "'"
    }

    /// A string literal for JavaScript and its like.
    private static func literal(_ text: String) -> String {
        "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
    }
}
