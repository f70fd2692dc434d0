internal import ArgumentParser
internal import FalAPI
internal import FalClient
internal import FalEmulator
internal import JSON

/// `falsework call`: one request to a model, from its input to its output.
struct CallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call",
        abstract: "Call a model through the queue and print its output.",
        discussion: """
            falsework call fal-ai/kling-video/video-to-audio video_url=@clip.mp4 asmr_mode=true --output out

            NAME=VALUE is a text unless it is true, false, null, a number, an array or an object in JSON; @PATH uploads a file, \
            @@ begins a text with @. The output goes to standard output as JSON, progress to standard error. Ctrl-C cancels the \
            request on the server.

            Without --live it goes to an emulator at --url. With --live it costs: the price is shown and asked for, or \
            bounded with --yes --max-usd. It goes through HTTPS_PROXY and trusts SSL_CERT_FILE, where they are set: under \
            falsework exec it reaches exec's emulator.

            Exit status: 0 done, 1 failed, 2 asked wrongly or declined, 130 interrupted.
            """
    )

    @Argument(help: "The endpoint's id.")
    var endpoint: String

    @Argument(help: ArgumentHelp("Fields of the input.", valueName: "name=value"))
    var fields: [String] = []

    @Option(help: "A file with the input as JSON, which the fields add to; - for standard input.")
    var file: String?

    @Option(help: "Where the emulator is. (default: http://127.0.0.1:8787)")
    var url: String?

    @Flag(help: "Call fal itself.")
    var live = false

    @Flag(help: "Do not ask before a live call; needs --max-usd.")
    var yes = false

    @Option(help: "The most that a live call may cost, in US dollars.")
    var maxUsd: Double?

    @Option(help: "The key to use, as ID:SECRET. (default: FAL_KEY, else test:test)")
    var key: String?

    @Option(help: "The directory of the certificate authority to trust at --url. (default: ~/.local/share/falsework)")
    var state: String?

    @Option(help: "A directory to save the files of the output in.")
    var output: String?

    @Option(help: "Seconds that all of it may take; then the request is cancelled. (default: no bound)")
    var timeout: Double?

    @Option(help: "polling or streaming: how progress is followed. (default: streaming)")
    var updates: Updates?

    @OptionGroup var data: DataOptions

    /// How progress is followed.
    enum Updates: String, CaseIterable, ExpressibleByArgument {
        case polling
        case streaming
    }

    func run() async throws {
        guard EndpointID(endpoint) != nil else {
            throw Failure.unusable("\(endpoint) is no endpoint's id: OWNER/ALIAS or OWNER/ALIAS/PATH is one")
        }
        let input = try CallInput(file: file, fields: fields)
        let options = try subscribeOptions()
        let client = FalClient(try configuration())
        if live { try LiveConsent(yes: yes, maximum: maxUsd, data: data).obtain(for: endpoint) }
        let progress = CallProgress()
        let termination = Termination()
        let (endpoint, output) = (endpoint, output)
        let work = Task {
            let json = try await input.uploaded(to: client.storage, progress)
            let result = try await client.subscribe(to: endpoint, input: json, options: options) { progress.show($0) }
            progress.end()
            Console.line(result.prettyPrinted())
            guard let output else { return }
            for path in try await OutputFiles(directory: output).save(result, with: client.storage) {
                Console.error("saved \(path)")
            }
        }
        let watch = Task {
            await termination.signal()
            work.cancel()
        }
        defer { watch.cancel() }
        do {
            try await progress.whileRunning { try await work.value }
        } catch is CancellationError {
            progress.end()
            Console.error("falsework: interrupted; \(progress.cancellation)")
            throw ExitCode(128 + System.interrupt)
        } catch let error as FalError {
            progress.end()
            for detail in error.details { Console.error("  \(detail)") }
            let text = error.description
            throw error.code == .invalidArgument ? Failure.unusable(text) : Failure.failed(text)
        }
    }

    private func subscribeOptions() throws -> SubscribeOptions {
        var options = SubscribeOptions(includeLogs: true)
        options.updates = updates == .polling ? .polling : .streaming
        if let timeout {
            guard timeout > 0, timeout <= 604_800 else {
                throw Failure.unusable("--timeout: \(timeout) is not a number of seconds from 0 to 604800")
            }
            options.timeout = .seconds(timeout)
        }
        return options
    }

    private func configuration() throws -> ClientConfiguration {
        var configuration = ClientConfiguration(environment: [:], transport: CallTransport.live())
        let key = try Environment.optional(key, "key") ?? Environment.foreign("FAL_KEY")
        if live {
            guard url == nil else { throw Failure.unusable("--live and --url exclude each other") }
            let pair = Environment.foreign("FAL_KEY_ID").flatMap { id in
                Environment.foreign("FAL_KEY_SECRET").map { "\(id):\($0)" }
            }
            guard let key = key ?? pair else { throw Failure.unusable("--live needs a key: set FAL_KEY") }
            configuration.credentials = .keyPair(key)
            configuration.hosts = .fal
        } else {
            guard !yes, maxUsd == nil else { throw Failure.unusable("--yes and --max-usd are for --live") }
            configuration.credentials = .keyPair(key ?? "test:test")
            let url = try Environment.optional(url, "url") ?? "http://127.0.0.1:8787"
            configuration.hosts = .falsework(url)
            configuration.transport = try CallTransport.emulator(at: url, state: Environment.optional(state, "state"))
        }
        return configuration
    }
}
