/// How a request with `x-fal-target-url` is treated: like whose proxy.
enum ProxyMode: String, Sendable, CaseIterable {
    /// Everything of fal's is let through, with all its header fields; requests without a key get the emulator's own.
    case open
    /// As @fal-ai/server-proxy 1.x with its defaults, behind Next's app router: an allow-list without `initiate-multipart` and
    /// `tokens/`, and of the header fields only `x-fal-*` and the authorization.
    case stock
    /// The same without `FAL_KEY` in its environment: it sends the literal `Key undefined`.
    case keyless
    /// The formula of fal's older documentation for proxies of one's own ("Server-side integration"): 405, 400, 412, 415.
    case formula
}
