internal import Foundation

/// Where fal's services are: for each a URL without a slash at its end.
public struct ServiceHosts: Sendable, Hashable {
    /// Answers runs at once.
    public var run: String
    /// Queues requests.
    public var queue: String
    /// Hands out places to upload to.
    public var rest: String

    /// Three places.
    public init(run: String, queue: String, rest: String) {
        (self.run, self.queue, self.rest) = (run, queue, rest)
    }

    /// fal itself.
    public static let fal = ServiceHosts(
        run: "https://fal.run",
        queue: "https://queue.fal.run",
        rest: "https://rest.fal.ai"
    )

    /// An emulator: the three services under one URL, by prefix.
    /// - Parameter baseURL: as `falsework serve` prints it, `http://127.0.0.1:8787`.
    public static func falsework(_ baseURL: String) -> ServiceHosts {
        let base = trimmed(baseURL)
        return ServiceHosts(run: base + "/run", queue: base + "/queue", rest: base + "/rest")
    }

    /// fal, or what `FAL_RUN_HOST`, `FAL_QUEUE_RUN_HOST` and `FAL_REST_HOST` name instead: a host, a port if need be, and
    /// a path if need be. The queue's is `queue.` and the run host where only that is named. They speak HTTPS unless they say
    /// otherwise.
    ///
    /// Source: fal-client 1.0.3, `client.py`; `FAL_REST_HOST`: fal 1.83.0.
    public static var fromEnv: ServiceHosts { fromEnv(ProcessInfo.processInfo.environment) }

    /// The same, from an environment given.
    public static func fromEnv(_ environment: [String: String]) -> ServiceHosts {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        func url(_ host: String) -> String { host.contains("://") ? trimmed(host) : "https://" + trimmed(host) }
        let run = value("FAL_RUN_HOST")
        var hosts = ServiceHosts.fal
        if let run {
            hosts.run = url(run)
            if !run.contains("://") { hosts.queue = url("queue." + run) }
        }
        if let queue = value("FAL_QUEUE_RUN_HOST") { hosts.queue = url(queue) }
        if let rest = value("FAL_REST_HOST") { hosts.rest = url(rest) }
        return hosts
    }

    private static func trimmed(_ url: String) -> String {
        var url = url[...]
        while url.hasSuffix("/") { url = url.dropLast() }
        return String(url)
    }
}
