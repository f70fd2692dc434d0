/// How a client learns of what happens to a request.
public enum UpdateMode: Sendable, Hashable {
    /// It asks again and again.
    case polling(every: Duration)
    /// It listens to server-sent events, and goes back to asking where there are none.
    case streaming

    /// Twice a second, as @fal-ai/client 1.10.1 does.
    public static let polling = UpdateMode.polling(every: .milliseconds(500))
}
