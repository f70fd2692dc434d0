public import Logging

extension LocalEmulator {
    /// How an emulator in this process behaves; everything has a default.
    public struct Options: Sendable {
        /// How time passes in new worlds.
        ///
        /// It jumps to the next event whenever a client waits for one, so that no test waits, and no state is skipped.
        /// `manual` is for tests that look at a request before something happens; `scaled(speed: 1)` is real time.
        public var clock = WorldClock.Mode.auto

        /// Whether it listens for HTTPS too, with a certificate for fal's hosts, `localhost` and 127.0.0.1 by an authority of
        /// its own: `FalWorld.authorityPEM`.
        public var isSecure = false

        /// Whether it listens at all; without a socket, there is `FalWorld.send`.
        public var listens = true

        /// Sends webhooks, or just takes them in; nil: none is sent.
        public var webhookSender: WebhookSender?

        /// Where webhooks may be sent to beside this machine.
        public var allowedWebhooks: [WebhookPattern] = []

        /// What ids and outputs are derived from; the same seed gives the same ones.
        public var seed: UInt64 = 0

        /// The directory of OpenAPI documents; nil: the package's own.
        public var openapi: String?

        /// The directory of fixtures; nil: the package's own.
        public var fixtures: String?

        /// Says what the emulator has to say.
        public var logger = Logger(label: "falsework", factory: { _ in SwiftLogNoOpLogHandler() })

        /// The defaults.
        public init() {}
    }
}
