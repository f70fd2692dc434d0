/// The names under which the emulator is reached: this machine's, the usual one of a container, and those of fal's hosts where
/// they lead here.
public enum ServedNames {
    /// For certificates. OpenSSL does not match `*.localhost`, so each is named.
    public static let all = [
        "localhost", "falsework", "run.localhost", "queue.localhost", "rest.localhost", "cdn.localhost",
        "api.localhost",
        "fal.run", "*.fal.run", "falrun.com", "*.falrun.com", "fal.ai", "*.fal.ai", "*.alpha.fal.ai",
        "fal.media", "*.fal.media",
    ]
}
