/// fal.ai's models, to be called.
///
/// ```swift
/// let fal = FalClient.withCredentials(.keyPair("FAL_KEY_ID:FAL_KEY_SECRET"))
/// let output = try await fal.subscribe(
///     to: KlingVideo.VideoToAudio.self,
///     input: .init(videoURL: "https://example.com/clip.mp4")
/// )
/// print(output.video.url)
/// ```
///
/// A client is a value; copies share connections. It never prints its key.
public struct FalClient: Sendable {
    /// How it reaches fal.
    public let configuration: ClientConfiguration

    var sender: RequestSender { RequestSender(configuration: configuration) }

    /// A client; by default of fal itself, with the key that the environment names.
    public init(_ configuration: ClientConfiguration = ClientConfiguration()) {
        self.configuration = configuration
    }

    /// A client with a key.
    public static func withCredentials(_ credentials: ClientCredentials) -> FalClient {
        var configuration = ClientConfiguration()
        configuration.credentials = credentials
        return FalClient(configuration)
    }

    /// A client without a key, that goes through a proxy which has one: how an application keeps its key to itself.
    /// - Parameter url: as in `https://example.com/api/fal/proxy`.
    public static func withProxy(_ url: String) -> FalClient {
        var configuration = ClientConfiguration()
        configuration.credentials = .none
        configuration.proxyURL = url
        return FalClient(configuration)
    }

    /// A client of an emulator.
    /// - Parameters:
    ///   - baseURL: as `falsework serve` prints it, `http://127.0.0.1:8787`.
    ///   - credentials: any key; each opens a world of its own.
    public static func withFalsework(
        _ baseURL: String = "http://127.0.0.1:8787",
        credentials: ClientCredentials = .keyPair("test:test")
    ) -> FalClient {
        var configuration = ClientConfiguration()
        configuration.credentials = credentials
        configuration.hosts = .falsework(baseURL)
        return FalClient(configuration)
    }

    /// Requests that wait for their turn.
    public var queue: QueueClient { QueueClient(client: self) }

    /// Files for models to read, and from models.
    public var storage: StorageClient { StorageClient(sender: sender) }
}

extension FalClient: CustomStringConvertible {
    /// Where it goes; no key.
    public var description: String {
        "FalClient(\(configuration.proxyURL == nil ? configuration.hosts.queue : "through a proxy"))"
    }
}
