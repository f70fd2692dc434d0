public import HTTPClient
internal import HTTPTypes
internal import JSON

extension ContractTarget {
    /// A target that is reached over HTTP. The options name authorities to trust and hosts to connect to instead.
    public static func http(
        name: String,
        kind: Kind = .other,
        services: ServiceURLs,
        keys: ContractKeys = ContractKeys(),
        patience: Patience = Patience(seconds: 15),
        receiver: WebhookReceiver? = nil,
        options: HTTPClient.Options = HTTPClient.Options()
    ) -> ContractTarget {
        let client = HTTPClient(options)
        return ContractTarget(
            name: name,
            kind: kind,
            services: services,
            keys: keys,
            patience: patience,
            receiver: receiver
        ) { request, body in
            do throws(HTTPClientError) {
                return try await client.send(request, body: body)
            } catch {
                switch error.code {
                case .cannotResolve, .cannotConnect, .tlsFailed, .badAuthorities:
                    throw Unavailable(error.message)
                case .cancelled: throw CancellationError()
                default: throw error
                }
            }
        }
    }

    /// A target at one address: Falsework, or a mock that has the services below `/run`, `/queue`, `/rest` and `/cdn`, or
    /// the synchronous host at the address itself. Asks it which of them it is.
    /// - Throws: `ContractError` when nobody answers.
    public static func discovered(
        at base: String,
        keys: ContractKeys = ContractKeys(),
        receiver: WebhookReceiver? = nil,
        options: HTTPClient.Options = HTTPClient.Options()
    ) async throws -> ContractTarget {
        let base = base.hasSuffix("/") ? String(base.dropLast()) : base
        guard URLParts(base) != nil else {
            throw ContractError("'\(base)' is not http://… or https://…")
        }
        var target = http(
            name: base,
            services: .prefixed(base),
            keys: keys,
            receiver: receiver,
            options: options
        )
        try await target.recognise(base)
        return target
    }

    /// Finds out what is at an address.
    mutating func recognise(_ base: String) async throws {
        let ready = try await ask(.get, base + "/_falsework/v1/ready")
        if ready?.json?["ready"]?.bool == true {
            kind = .falsework
            // Where control has a port of its own, here it only says that the emulator is ready.
            if try await ask(.get, base + "/_falsework/v1/clock")?.status != 404 {
                services.control = base
                patience = .none
            }
            return
        }
        let unknown = "/fal-ai/kling-video/requests/019dd07d-7a04-7a60-b61e-5361e9b784a6/status"
        func isQueue(_ base: String) async throws -> Bool {
            let answer = try await ask(.get, base + unknown)
            return answer?.json?["status"] == "NOT_FOUND" || answer?.status == 401
        }
        if try await !isQueue(base + "/queue"), try await isQueue(base) {
            // Submit and run are the same request, so one address without prefixes can only be one of them.
            services.queue = base
        }
        if try await ask(.post, base + "/run/fal-ai/kling-video/video-to-audio")?.isAbsent == true {
            services.run = services.queue == base ? nil : base
        }
    }

    private func ask(_ method: HTTPRequest.Method, _ url: String) async throws -> Exchange? {
        guard let parts = URLParts(url) else { return nil }
        let request = HTTPRequest(
            method: method,
            scheme: parts.scheme,
            authority: parts.authority,
            path: parts.path
        )
        do {
            let (response, body) = try await sending(request, method == .post ? [] : nil)
            return Exchange(url: url, request: request, requestBody: nil, response: response, body: body)
        } catch let error as Unavailable {
            throw ContractError("\(name): \(error.reason)")
        } catch is HTTPClientError {
            return nil
        }
    }
}

/// Why a suite cannot be run.
public struct ContractError: Error, Sendable, CustomStringConvertible {
    /// The reason.
    public let message: String

    /// Makes an error.
    public init(_ message: String) { self.message = message }

    /// The reason.
    public var description: String { message }
}
