public import QueueEngine

/// How an emulator behaves; everything has a default.
public struct EmulatorConfiguration: Sendable {
    /// The keys that exist, as `id:secret`. Empty: every well-formed key does, and opens its own world.
    public var keys: [Credentials] = []
    /// The scheme, host and port that every URL in a body begins with; nil: they follow the caller.
    public var publicURL: String?
    /// The limits of each world's queue.
    public var queue = QueueStateMachine.Configuration()
    /// The clock that a new world starts with.
    public var clock = QueueClock.Mode.scaled(speed: 1)
    /// What ids, runners and names of files are derived from; the same seed gives the same ones.
    public var seed: UInt64 = 0
    /// How many worlds are kept; the one that was used longest ago makes room.
    public var maximumWorlds = 1_000
    /// Real time after which a world that nobody uses may go, to make room for a new one.
    public var maximumIdleTime = Span.seconds(86_400)
    /// Real time between the comments that keep an idle status stream open. fal's are 15 s apart (API reference).
    public var streamHeartbeat = Span.seconds(15)
    /// What requests without the header `x-falsework-scenario` meet, in every world; see `choose`.
    var scenario: ScenarioChoice?
    /// Where uploads are kept, and how much of them.
    public var storage = StorageConfiguration()
    /// Where webhooks may go beside this machine.
    public var allowedWebhooks: [WebhookPattern] = []
    /// How the files are treated that inputs point at.
    public var media = MediaConfiguration()
    /// Whether control is served by `Emulator.controlHandler` alone, on a port of its own.
    public var hasControlPort = false
    /// Whether results are held to the documents of their endpoints.
    public var checksItself = false
    /// The emulator's version, for the control pages.
    public var version = "0.0.0"

    /// Makes the default configuration.
    public init() {}

    /// Chooses what requests without the header meet, in every world, as the header's value says it:
    /// `file_download_error; queue=0`.
    /// - Throws: when it is no such value, or no endpoint has a scenario of the name.
    public mutating func choose(scenario text: String, of catalog: ScenarioCatalog) throws(LoadError) {
        do throws(RequestRefusal) {
            let choice = try ScenarioChoice(text)
            let names = Set(catalog.models.ids.flatMap(catalog.names))
            guard names.contains(choice.name) else {
                let all = names.sorted().joined(separator: ", ")
                throw .badRequest("no endpoint has a scenario named '\(choice.name)'; there are \(all)")
            }
            scenario = choice
        } catch {
            throw LoadError("scenario", error.badRequestDetail ?? "cannot be used")
        }
    }
}
