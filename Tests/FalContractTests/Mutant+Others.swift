import FalAPI
import HTTPServer
import HTTPTypes
import JSON

extension Mutant {
    private static func body(
        _ change: @escaping @Sendable (inout JSONObject) -> Void
    )
        -> WebhookChange
    {
        { fields, body in
            guard case .object(var object)? = try? JSONParser.parse(body) else { return (fields, body) }
            change(&object)
            return (fields, JSONValue.object(object).serialized())
        }
    }

    private static func fields(
        _ change: @escaping @Sendable (inout HTTPFields) -> Void
    )
        -> WebhookChange
    {
        { fields, body in
            var fields = fields
            change(&fields)
            return (fields, body)
        }
    }

    private static var neverRetrying: Mutant {
        var mutant = Mutant(
            "webhooks are tried once",
            "webhook.tried-again",
            "webhook.refused-is-tried-again"
        ) { $0 }
        mutant.isRetrying = false
        return mutant
    }

    private static var doubled: Mutant {
        var mutant = Mutant("webhooks come twice", "webhook.acknowledged-once") { $0 }
        mutant.copies = 2
        return mutant
    }

    static let hooks: [Mutant] = [
        neverRetrying, doubled,
        .webhook(
            "unsigned webhooks",
            "webhook.headers",
            "webhook.signature",
            change: fields { $0[.falWebhookSignature] = nil }
        ),
        .webhook(
            "signatures in base64",
            "webhook.headers",
            "webhook.signature",
            change: fields { $0[.falWebhookSignature] = "qL8=" }
        ),
        .webhook(
            "a wrong signature",
            "webhook.signature",
            change: fields { $0[.falWebhookSignature] = String(repeating: "0", count: 128) }
        ),
        .webhook(
            "signed for another time",
            "webhook.signature",
            change: fields { fields in
                fields[.falWebhookTimestamp] = fields[.falWebhookTimestamp].flatMap(Int.init).map {
                    String($0 + 1)
                }
            }
        ),
        .webhook("a body that is not the signed one", "webhook.signature") { fields, body in
            (fields, body + [UInt8(ascii: " ")])
        },
        .webhook(
            "times in milliseconds",
            "webhook.headers",
            change: fields { fields in
                fields[.falWebhookTimestamp] = fields[.falWebhookTimestamp].map { $0 + "000" }
            }
        ),
        .webhook("no user", "webhook.headers", change: fields { $0[.falWebhookUserID] = nil }),
        .webhook(
            "another request's id",
            "webhook.headers",
            change: fields { $0[.falWebhookRequestID] = "019dd07d-7a04-7a60-b61e-5361e9b784a6" }
        ),
        .webhook(
            "webhooks as a form",
            "webhook.is-a-json-post",
            change: fields { $0[.contentType] = "text/plain" }
        ),
        .webhook("no webhooks", "webhook.is-a-json-post") { _, _ in nil },
        .webhook("COMPLETED for OK", "webhook.ok-body", change: body { $0["status"] = "COMPLETED" }),
        .webhook(
            "the payload is called data",
            "webhook.ok-body",
            change: body {
                $0["data"] = $0["payload"]
                $0["payload"] = nil
            }
        ),
        .webhook("no gateway id", "webhook.ok-body", change: body { $0["gateway_request_id"] = nil }),
        .webhook("OK for a failure", "webhook.error-body", change: body { $0["status"] = "OK" }),
        .webhook(
            "another error",
            "webhook.error-body",
            change: body { $0["error"] = "Validation error" }
        ),
        .webhook(
            "no payload for a failure",
            "webhook.error-body",
            change: body { $0["payload"] = .null }
        ),
        .webhook("bodies without spaces", "webhook.body-as-python-writes-it", change: body { _ in }),
        .answer("keys of another curve", .keys, "webhook.keys") { _, answer in
            answer.text = answer.text.replacing("Ed25519", with: "P-256")
        },
        .answer("no keys", .keys, "webhook.keys", "webhook.signature") { _, answer in
            answer.text = #"{"keys":[]}"#
        },
        .answer("somebody else's keys", .keys, "webhook.signature") { _, answer in
            answer.text =
                #"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#
        },
        .answer("keys need a key", .keys, "webhook.keys") { _, answer in answer.status = 401 },
        .answer(
            "webhook submits name no gateway id",
            .submit,
            "queue.submit.webhook-adds-the-gateways-id"
        ) {
            _,
            answer in
            answer["gateway_request_id"] = nil
        },
    ]

    static let fileMutants: [Mutant] = [
        .answer("files need a key", .file, "files.are-there") { request, answer in
            if request.header(.authorization) == nil { answer.status = 401 }
        },
        .answer("files as octets", .file, "files.are-there") { _, answer in
            answer.headers[.contentType] = "application/octet-stream"
        },
        .request("ranges are ignored", [.file], "files.range") { $0.headerFields[.range] = nil },
        .answer("ranges are 200", .file, "files.range") { _, answer in
            if answer.status == 206 { answer.status = 200 }
        },
        .answer("ranges off by one", .file, "files.range") { _, answer in
            if case .file(let slice) = answer.response.body, answer.status == 206 {
                answer.response.body = .file(slice.slice(offset: slice.offset + 1, length: slice.length))
            }
        },
        .answer("parts without a place", .file, "files.range") { _, answer in
            answer.headers[.contentRange] = nil
        },
        .answer("a range beyond the end is the whole", .file, "files.unsatisfiable-range") {
            _,
            answer in
            if answer.status == 416 { answer.status = 200 }
        },
        .answer("no entity tags", .file, "files.entity-tag") { _, answer in answer.headers[.eTag] = nil
        },
        .request("entity tags never match", [.file], "files.entity-tag") {
            $0.headerFields[.ifNoneMatch] = nil
        },
        .request("If-Range is ignored", [.file], "files.if-range") { $0.headerFields[.ifRange] = nil },
        .answer("files closed to pages", .file, "files.open-to-pages") { _, answer in
            answer.headers[.accessControlAllowOrigin] = nil
        },
        .answer("a missing file is empty", .file, "files.unknown", "files.output-not-found") {
            _,
            answer in
            if answer.status == 404 {
                answer.status = 200
                answer.text = ""
            }
        },
        .answer("output URLs of another form", .result, "queue.result.output-urls") { _, answer in
            answer.text = answer.text.replacing("/files/b/", with: "/files/")
        },
        .answer("output URLs leave the target", .result, "files.are-there") { _, answer in
            answer.text = answer.text.replacing(
                "http://localhost:8787/cdn",
                with: "https://v3b.fal.media"
            )
        },
    ]

    static let pages: [Mutant] = [
        .answer("preflights need a key", .preflight, "cors.preflight") { _, answer in
            answer.status = 401
        },
        .answer("preflights allow * with credentials", .preflight, "cors.preflight") { _, answer in
            answer.headers[.accessControlAllowOrigin] = "*"
        },
        .answer("preflights allow every field but Authorization", .preflight, "cors.preflight") {
            _,
            answer in
            answer.headers[.accessControlAllowHeaders] = "*"
        },
        .answer("preflights without PUT", .preflight, "cors.preflight") { _, answer in
            answer.headers[.accessControlAllowMethods] = "GET, POST"
        },
        .answer(
            "* beside credentials",
            .submit,
            "cors.origin-is-reflected",
            "cors.exposes-the-request-id"
        ) {
            request,
            answer in
            if request.header(.origin) != nil { answer.headers[.accessControlAllowOrigin] = "*" }
        },
        .answer("refusals closed to pages", .submit, "cors.refusals-too") { _, answer in
            if answer.status == 401 { answer.headers[.accessControlAllowOrigin] = nil }
        },
        .answer("the id is not exposed", .submit, "cors.exposes-the-request-id") { _, answer in
            answer.headers[.accessControlExposeHeaders] = nil
        },
        .answer("open without being asked", .submit, "cors.silent-without-origin") { request, answer in
            if request.header(.origin) == nil { answer.headers[.accessControlAllowOrigin] = "*" }
        },
        Mutant("the proxy looks for fal.run anywhere", "proxy.other-hosts") { handler in
            { request in
                var request = request
                if let url = request.header(.falTargetURL), url.contains("fal.run") {
                    request.headerFields[.falTargetURL] =
                        "https://fal.run/" + "fal-ai/kling-video/video-to-audio"
                }
                return handler(request)
            }
        },
        .answer("the proxy refuses with a detail", .proxy, "proxy.other-hosts") { _, answer in
            if answer.text == #""Invalid request""# { answer.text = #"{"detail":"Invalid request"}"# }
        },
        .request("the proxy drops queries", [.proxy], "proxy.submit-and-result") { request in
            request.headerFields[.falTargetURL] = request.header(.falTargetURL).map {
                String($0.prefix { $0 != "?" })
            }
        },
        .request("the proxy uses its own key always", [.proxy], "proxy.callers-key-counts") { request in
            request.headerFields[.authorization] = nil
        },
        .answer("the proxy wants a key", .proxy, "proxy.adds-its-key") { request, answer in
            if request.header(.authorization) == nil { answer.status = 401 }
        },
        .answer("the proxy drops fal's fields", .proxy, "proxy.submit-and-result", "proxy.errors-pass") { _, answer in
            answer.headers = HTTPFields(
                answer.headers.filter { !$0.name.canonicalName.hasPrefix("x-fal") }.map(\.self)
            )
        },
        .answer("the proxy makes every error 502", .proxy, "proxy.errors-pass") { _, answer in
            if answer.status >= 400 { answer.status = 502 }
        },
        .answer("the proxy names fal's URLs", .proxy, "proxy.urls-are-its-own") { _, answer in
            answer.text = answer.text.replacing(
                "http://localhost:8787/queue",
                with: "https://queue.fal.run"
            )
        },
    ]
}
