internal import FalAPI
internal import HTTPTypes
internal import JSON

extension ContractCase {
    private static let layer = Evidence.inferred(
        "vary and access-control-allow-credentials of captured answers show a CORS layer"
    )
    private static let origin = "https://app.example"

    private static func preflight(_ probe: Probe, _ url: String) async throws -> Exchange {
        let answer = try await probe.send(
            .options,
            url,
            [
                .origin: origin, .accessControlRequestMethod: "POST",
                .accessControlRequestHeaders:
                    "authorization,content-type,x-fal-target-url,x-fal-queue-priority",
            ],
            as: .nobody
        )
        if answer[.accessControlAllowOrigin] == nil, probe.target.kind == .other {
            let post = try await probe.send(.post, url, json: [:], [.origin: origin])
            if post[.accessControlAllowOrigin] == nil { throw NotApplicable("the target has no CORS") }
        }
        return answer
    }

    private static func places(_ probe: Probe) -> [String] {
        [probe.target.services.queue, probe.target.services.run].compactMap {
            $0.map { "\($0)/\(Endpoint.videoToAudio.id)" }
        }
    }

    /// Pages in browsers.
    static let crossOriginCases: [ContractCase] = [
        ContractCase(
            "cors.preflight",
            "A preflight needs no key, reflects the origin, allows credentials, and names the methods and fields asked for.",
            layer,
            .anywhere
        ) { probe in
            for url in places(probe) {
                let answer = try await preflight(probe, url)
                try answer.expect(status: 200, 204)
                try answer.expect(.accessControlAllowOrigin, origin)
                try answer.expect(.accessControlAllowCredentials, "true")
                let methods = answer[.accessControlAllowMethods] ?? ""
                try answer.expect(
                    methods.contains("POST") && methods.contains("PUT"),
                    "POST and PUT",
                    got: methods
                )
                let allowed = (answer[.accessControlAllowHeaders] ?? "").lowercased()
                for name in ["authorization", "content-type", "x-fal-target-url", "x-fal-queue-priority"] {
                    try answer.expect(
                        allowed.contains(name),
                        "\(name) among the allowed fields",
                        got: allowed
                    )
                }
            }
        },
        ContractCase(
            "cors.origin-is-reflected",
            "An answer is open to the origin that asked, and never to * beside credentials.",
            layer,
            .anywhere
        ) { probe in
            for url in places(probe) {
                let answer = try await probe.send(.get, url, [.origin: origin])
                if answer[.accessControlAllowOrigin] == nil, probe.target.kind == .other {
                    throw NotApplicable("the target has no CORS")
                }
                try answer.expect(.accessControlAllowOrigin, origin)
                try answer.expect(.accessControlAllowCredentials, "true")
            }
        },
        ContractCase(
            "cors.refusals-too",
            "A refusal can be read by the page that caused it.",
            layer,
            .anywhere
        ) { probe in
            let answer = try await probe.send(
                .post,
                places(probe)[0],
                json: [:],
                [.origin: origin],
                as: .nobody
            )
            if answer[.accessControlAllowOrigin] == nil, probe.target.kind == .other {
                throw NotApplicable("the target has no CORS")
            }
            try answer.expect(status: 401)
            try answer.expect(.accessControlAllowOrigin, origin)
        },
        ContractCase(
            "cors.exposes-the-request-id",
            "Pages may read x-fal-request-id.",
            .client("@fal-ai/client 1.10.1 reads it in the browser"),
            .freeOnLive
        ) { probe in
            let answer = try await probe.post(Endpoint.videoToAudio.id, json: [:], [.origin: origin])
            if answer[.accessControlAllowOrigin] == nil, probe.target.kind == .other {
                throw NotApplicable("the target has no CORS")
            }
            try answer.expect(.accessControlAllowOrigin, origin)
            let exposed = (answer[.accessControlExposeHeaders] ?? "").lowercased()
            try answer.expect(
                exposed.contains("x-fal-request-id"),
                "x-fal-request-id among the exposed fields",
                got: exposed
            )
        },
        ContractCase(
            "cors.silent-without-origin",
            "An answer to a request without an Origin opens nothing.",
            .captured("2026-04", "header fields of submits"),
            .freeOnLive,
            needs: [.queue, .exactBytes],
            severity: .additive
        ) { probe in
            let answer = try await probe.submit().submit
            try answer.expect(absent: .accessControlAllowOrigin)
            try answer.expect(absent: .accessControlExposeHeaders)
        },
    ]
}
