/// The names of the queue's query parameters.
public enum QueryName {
    /// On status and its stream: `1` for the log too.
    public static let logs = "logs"
    /// On submit: the URL of a webhook.
    public static let webhook = "fal_webhook"
    /// On submit: how long the queue may be; a longer one refuses.
    public static let maximumQueueLength = "fal_max_queue_length"
}
