public import Foundation

/// How a client reaches fal, and how patient it is.
public struct ClientConfiguration: Sendable {
    /// Who it says it is.
    public var credentials: ClientCredentials

    /// Where fal's services are.
    public var hosts: ServiceHosts

    /// A proxy of your own that knows the key: requests go there, and say in `x-fal-target-url` what they are meant for.
    /// Uploads of bytes go past it.
    ///
    /// Source: @fal-ai/client 1.10.1, `proxyUrl`; @fal-ai/server-proxy.
    public var proxyURL: String?

    /// What sends requests.
    public var transport: any ClientTransport

    /// What is tried again, and when.
    public var retries = RetryPolicy()

    /// How long each answer may take.
    public var timeouts = ClientTimeouts()

    /// The largest answer that is taken, in bytes; outputs are URLs, so answers are small.
    public var maximumResponseBytes = 64 * 1024 * 1024

    /// How files are uploaded.
    public var uploads = UploadOptions()

    /// The value of the field User-Agent.
    public var userAgent = "falsework-swift/0.1.0"

    /// The clocks.
    public var time: ClientTime

    /// A number from 0 up to 1, at random, for the spread of retries.
    public var random: @Sendable () -> Double = { Double.random(in: 0..<1) }

    /// fal itself, with what the environment names instead.
    /// - Parameters:
    ///   - environment: `FAL_KEY`, `FAL_KEY_ID`, `FAL_KEY_SECRET`, `FAL_RUN_HOST`, `FAL_QUEUE_RUN_HOST` and `FAL_REST_HOST` in
    ///     it are obeyed.
    ///   - transport: what sends requests; URLSession by default, with connections of its own.
    ///   - time: the clocks; real time by default.
    public init(
        environment: [String: String] = ProcessInfo.processInfo.environment,
        transport: any ClientTransport = URLSessionTransport(),
        time: ClientTime = .system
    ) {
        credentials = .fromEnv(environment)
        hosts = .fromEnv(environment)
        self.transport = transport
        self.time = time
    }
}

/// How long a client waits for answers. None of them is a deadline for a request on fal's side.
public struct ClientTimeouts: Sendable, Hashable {
    /// For the whole answer of a call to the queue or to storage; each attempt has as long.
    public var call: Duration = .seconds(60)

    /// For the whole answer of a synchronous run, which comes when the model is done; nil waits for as long as it takes.
    public var run: Duration?

    /// For one part of an upload, or all of a small one.
    public var upload: Duration = .seconds(600)

    /// How long a status stream may be silent before it counts as broken; fal sends a sign of life every 15 s.
    public var silentStream: Duration = .seconds(45)

    /// How long a client that gives up a request tries to cancel it on the server.
    public var cancellation: Duration = .seconds(5)

    /// The defaults.
    public init() {}
}
