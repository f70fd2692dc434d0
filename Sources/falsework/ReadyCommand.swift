internal import ArgumentParser
internal import HTTPClient
internal import HTTPTypes

/// `falsework ready`: whether the emulator answers.
struct ReadyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ready",
        abstract: "Tell whether the emulator answers: exit status 0 if it does, 1 if not."
    )

    @OptionGroup var place: PlaceOptions

    @Flag(help: "Wait until it does.")
    var wait = false

    @Option(help: "Seconds to wait at most. (default: 30)")
    var timeout: Double?

    func run() async throws {
        let place = try place.resolved()
        let timeout = try Environment.value(timeout, "timeout", default: 30)
        guard timeout > 0, timeout <= 86_400 else {
            throw Failure.unusable("--timeout: \(timeout) is not a number of seconds from 0 to 86400")
        }
        let url = "http://\(place.urlHost):\(place.port)"
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(timeout)
        var problem = "it did not answer"
        repeat {
            var options = HTTPClient.Options()
            options.timeout = max(.milliseconds(100), min(.seconds(5), clock.now.duration(to: deadline)))
            let request = HTTPRequest(
                method: .get,
                scheme: "http",
                authority: "\(place.urlHost):\(place.port)",
                path: "/_falsework/v1/ready"
            )
            do {
                let (response, _) = try await HTTPClient(options).send(request)
                if response.status == .ok { return Console.line("\(url) is ready.") }
                problem = "it answered \(response.status)"
            } catch {
                problem = error.message
            }
            guard wait else { break }
            try await clock.sleep(until: min(deadline, clock.now + .milliseconds(50)))
        } while clock.now < deadline
        throw Failure.failed("\(url) is not ready: \(problem)")
    }
}
