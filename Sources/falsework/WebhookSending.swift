internal import FalEmulator
internal import HTTPClient
internal import HTTPTypes

/// Webhooks over HTTP: each on a connection of its own, redirects not followed.
enum WebhookSending {
    /// The most that is read of an answer, in bytes; only its status counts.
    private static let maximumResponseBytes = 1 << 20

    static let sender: WebhookSender = { message in
        var options = HTTPClient.Options()
        options.reusesConnections = false
        options.timeout = message.timeout
        options.maximumResponseBytes = maximumResponseBytes
        do throws(HTTPClientError) {
            let (response, _) = try await HTTPClient(options).send(message.request, body: message.body)
            return .answered(status: response.status.code)
        } catch {
            return .unreachable(error.message)
        }
    }
}
