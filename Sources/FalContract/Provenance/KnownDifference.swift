/// Something that Falsework does otherwise than the live service, on purpose.
public struct KnownDifference: Sendable {
    /// What Falsework does.
    public let what: String
    /// Why, or what live does instead.
    public let why: String

    private init(_ what: String, _ why: String) {
        self.what = what
        self.why = why
    }

    /// All of them.
    public static let all: [KnownDifference] = [
        KnownDifference(
            "No model runs: outputs are small test clips, whatever the input.",
            "It costs nothing, and tests want the same bytes every time."
        ),
        KnownDifference(
            "Every well-formed key is taken and opens a world of its own; the ids `invalid` and `locked` do not.",
            "A test of 401 and 403 needs no account; `--key` names the keys that exist."
        ),
        KnownDifference(
            "URLs in bodies follow how the caller came: scheme, host, port and prefix.",
            "Clients that follow them must come back; live always names its own hosts."
        ),
        KnownDifference(
            "One port serves all hosts, told apart by Host, by prefixes, or by `x-fal-target-url`.",
            "Redirecting a client must need one address only."
        ),
        KnownDifference(
            "A request is queued for 0.3 s and runs for 0.7 s, on a clock that can be moved.",
            "Live takes minutes, and its load decides."
        ),
        KnownDifference(
            "An endpoint has eight runners, whatever the account.",
            "A burst must be able to queue; live has limits by account."
        ),
        KnownDifference(
            "`x-falsework-scenario` chooses what happens to a request, and `x-falsework-explain: 1` asks why it was refused.",
            "Failures have to come when they are wanted; live ignores both fields."
        ),
        KnownDifference(
            "Webhooks reach this machine, and others that were allowed.",
            "Live drops loopback and private addresses."
        ),
        KnownDifference(
            "HEAD is taken wherever GET is.",
            "It costs nothing; what live does is not known."
        ),
        KnownDifference(
            "The paths below `/_falsework` are control.",
            "Live has none of it."
        ),
    ]
}
