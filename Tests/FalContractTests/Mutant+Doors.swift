import FalAPI
import HTTPServer
import HTTPTypes
import JSON

extension Mutant {
    private static func everywhere(
        _ name: String,
        _ caughtBy: String...,
        change: @escaping @Sendable (Request, inout Answered) -> Void
    ) -> Mutant {
        Mutant(name, caughtBy) { handler in
            { request in handler(request).changed { change(request, &$0) } }
        }
    }

    static let doors: [Mutant] = [
        everywhere("no key is 403", "auth.missing") { _, answer in
            if answer.status == 401 { answer.status = 403 }
        },
        everywhere("401 says Unauthorized", "auth.missing", "auth.request-without-key") { _, answer in
            if answer.status == 401 { answer.text = #"{"detail":"Unauthorized"}"# }
        },
        everywhere("401 names the path", "auth.missing") { _, answer in
            answer.text = answer.text.replacing(
                "fal-ai/kling-video\\\"",
                with: "fal-ai/kling-video/video-to-audio\\\""
            )
        },
        everywhere("401 has an error for a detail", "auth.missing") { _, answer in
            if answer.status == 401 { answer.rename("detail", to: "error") }
        },
        Mutant("no key is needed", "auth.missing", "auth.request-without-key") { handler in
            { request in
                var request = request
                if request.header(.authorization) == nil {
                    request.headerFields[.authorization] = "Key any:one"
                }
                return handler(request)
            }
        },
        Mutant("a malformed key polls", "auth.request-with-bad-key") { handler in
            { request in
                var request = request
                if request.header(.authorization) == "Key abc", Operation(request) != .submit,
                    Operation(request) != .run
                {
                    request.headerFields[.authorization] = "Key contract-auth.request-with-bad-key:secret"
                }
                return handler(request)
            }
        },
        everywhere("an unknown key is told that it is missing", "auth.unknown-key") { _, answer in
            if answer["detail"] == "invalid key credentials" {
                answer["detail"] = "No user found for Key ID and Secret"
            }
        },
        everywhere("a key without colon is an unknown one", "auth.key-without-colon") { _, answer in
            if answer["detail"]?.string?.hasPrefix("Invalid Key") == true {
                answer["detail"] = "invalid key credentials"
            }
        },
        everywhere("a bad bearer is missing", "auth.bearer-that-is-no-token") { _, answer in
            if answer["detail"]?.string?.hasPrefix("bearer") == true {
                answer["detail"] = "invalid token"
            }
        },
        Mutant("Basic will do", "auth.unusable-scheme") { handler in
            { request in
                var request = request
                if request.header(.authorization)?.hasPrefix("Basic") == true {
                    request.headerFields[.authorization] = "Key any:one"
                }
                return handler(request)
            }
        },
        everywhere("a locked account is 402", "auth.locked-account") { _, answer in
            if answer.status == 403 { answer.status = 402 }
        },
        Mutant("a locked account polls on", "auth.locked-account-on-polls") { handler in
            { request in
                var request = request
                if Operation(request) != .submit, request.header(.authorization)?.contains("locked") == true {
                    request.headerFields[.authorization] = "Key any:one"
                }
                return handler(request)
            }
        },
        Mutant("the account before the application", "auth.application-before-account") { handler in
            { request in
                var request = request
                if request.header(.authorization)?.contains("locked") == true {
                    request.target = request.target.replacing(
                        "falsework-nowhere/x",
                        with: "kling-video/video-to-audio"
                    )
                }
                return handler(request)
            }
        },
        Mutant("the application before the credentials", "auth.credentials-before-application") {
            handler in
            { request in
                var request = request
                if request.target.contains("falsework-nowhere"), request.header(.authorization) == nil {
                    request.headerFields[.authorization] = "Key any:one"
                }
                return handler(request)
            }
        },
        Mutant("the method before the credentials", "auth.before-method") { handler in
            { request in
                var request = request
                if Operation(request) == .submit, request.method == .get {
                    request.headerFields[.authorization] = "Key any:one"
                }
                return handler(request)
            }
        },
        Mutant("others see a request", "isolation.others-see-nothing", "isolation.after-the-end") {
            handler in
            Leak.handler(handler) { [.status, .stream, .result].contains($0) }
        },
        Mutant("others cancel a request", "isolation.others-cancel-nothing") { handler in
            Leak.handler(handler) { $0 == .cancel }
        },
        Mutant("others' requests are 403", "isolation.others-see-nothing") { handler in
            { request in
                handler(request).changed {
                    if $0.status == 404, request.header(.authorization)?.contains("contract-other") == true {
                        $0.status = 403
                    }
                }
            }
        },
        Mutant("one clock for all", "isolation.clocks") { handler in
            Leak.handler(handler) { $0 == .control }
        },
    ]

    static let inputs: [Mutant] = [
        .answer("only the first fault", .run, "input.missing-fields", "input.every-fault-is-listed") {
            _,
            answer in
            if let list = answer["detail"]?.array { answer["detail"] = .array(Array(list.prefix(1))) }
        },
        .answer("faults in another order", .run, "input.missing-fields", "input.every-fault-is-listed") { _, answer in
            if let list = answer["detail"]?.array { answer["detail"] = .array(list.reversed()) }
        },
        .answer("faults without an input", .run, "input.missing-fields") { _, answer in
            answer.eachError { $0["input"] = nil }
        },
        .answer("faults with a link", .run, "input.missing-fields") { _, answer in
            answer.eachError { $0["url"] = "https://errors.pydantic.dev/2.11/v/missing" }
        },
        .answer("faults without body in loc", .run, "input.missing-fields") { _, answer in
            answer.eachError { $0["loc"] = .array(Array($0["loc"]?.array?.dropFirst() ?? [])) }
        },
        .answer("faults in pydantic 1's words", .run, "input.missing-fields") { _, answer in
            answer.eachError {
                if $0["type"] == "missing" {
                    ($0["msg"], $0["type"]) = ("field required", "value_error.missing")
                }
            }
        },
        .answer("faults with their members in another order", .run, "input.missing-fields") {
            _,
            answer in
            answer.eachError { $0 = JSONObject($0.reversed().map { ($0.key, $0.value) }) }
        },
        .answer("no ctx", .run, "input.prompt.201-is-too-long") { _, answer in
            answer.eachError { $0["ctx"] = nil }
        },
        Mutant("prompts of 201 pass", "input.prompt.201-is-too-long") { handler in
            Limit.handler(handler) { $0 == 201 }
        },
        Mutant("prompts of 200 are refused", "input.prompt.200-is-not") { handler in
            Limit.refusing(handler) { $0.unicodeScalars.count == 200 && $0.utf8.count == 200 }
        },
        Mutant("length in bytes", "input.prompt.counts-code-points") { handler in
            Limit.refusing(handler) { $0.utf8.count > 200 }
        },
        Mutant("length in UTF-16", "input.prompt.counts-code-points") { handler in
            Limit.refusing(handler) { $0.utf16.count > 200 }
        },
        Mutant("length in visible characters", "input.prompt.201-code-points") { handler in
            Limit.handler(handler, counting: \.count) { $0 <= 200 }
        },
        Mutant("prompts are trimmed", "input.prompt.is-not-trimmed") { handler in
            Limit.rewriting(handler) {
                $0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed().map(String.init).joined()
            }
        },
        Mutant("empty prompts are refused", "input.prompt.may-be-empty") { handler in
            Limit.refusing(handler) { $0.isEmpty }
        },
        Mutant("numbers become texts", "input.strings-are-strings", "input.no-coercion-to-text") {
            handler in
            Rewriting.handler(handler) { value in
                if case .number = value {
                    .string(JSONString(String(decoding: value.serialized(), as: UTF8.self)))
                } else {
                    value
                }
            }
        },
        Mutant(
            "switches take booleans only",
            "input.switch.true-spellings",
            "input.switch.false-spellings"
        ) {
            handler in
            Rewriting.handler(handler, "asmr_mode") { $0.bool == nil ? "no such spelling" : $0 }
        },
        Mutant("switches take every text", "input.switch.unreadable") { handler in
            Rewriting.handler(handler, "asmr_mode") { $0.string == nil ? $0 : true }
        },
        Mutant("switches take null", "input.switch.wrong-type") { handler in
            Rewriting.handler(handler, "asmr_mode") { $0.isNull ? false : $0 }
        },
        .answer("an empty body is no JSON", .run, "input.body.empty") { request, answer in
            if request.body.isEmpty { answer.eachError { $0["type"] = "json_invalid" } }
        },
        .answer("malformed JSON is 400", .run, "input.body.invalid-json") { request, answer in
            if answer.text.contains("json_invalid") { answer.status = 400 }
        },
        .answer("offsets from 1", .run, "input.body.invalid-json") { _, answer in
            answer.eachError { error in
                if let offset = error["loc"]?.array?.last?.integer {
                    error["loc"] = ["body", .number(.integer(offset + 1))]
                }
            }
        },
        .answer("undecodable bytes are 422", .run, "input.body.undecodable") { _, answer in
            if answer.status == 400 { answer.status = 422 }
        },
        .answer("echoes in ASCII", .run, "input.refusals-are-compact") { _, answer in
            answer.text = answer.text.replacing("ü", with: "\\u00fc")
        },
    ]
}

/// A server that takes others for the user of a case.
enum Leak {
    static func handler(
        _ handler: @escaping Handler,
        _ leaks: @escaping @Sendable (Operation) -> Bool
    ) -> Handler {
        { request in
            var request = request
            if leaks(Operation(request)), let header = request.header(.authorization) {
                request.headerFields[.authorization] = header.replacing(
                    "contract-other-",
                    with: "contract-"
                )
            }
            return handler(request)
        }
    }
}

/// A server that has other ideas about values.
enum Rewriting {
    static func handler(
        _ handler: @escaping Handler,
        _ field: JSONString? = nil,
        _ change: @escaping @Sendable (JSONValue) -> JSONValue
    ) -> Handler {
        { request in
            var request = request
            if case .object(let input)? = try? JSONParser.parse(request.body) {
                let changed = input.map {
                    ($0.key, field == nil || field == $0.key ? change($0.value) : $0.value)
                }
                request.body = JSONValue.object(JSONObject(changed)).serialized()
            }
            return handler(request)
        }
    }
}

/// A server that has other ideas about lengths.
enum Limit {
    static func handler(
        _ handler: @escaping Handler,
        counting count: @escaping @Sendable (String) -> Int = { $0.unicodeScalars.count },
        passes: @escaping @Sendable (Int) -> Bool
    ) -> Handler {
        rewriting(handler) { text in
            text.unicodeScalars.count > 200 && passes(count(text))
                ? String(text.unicodeScalars.prefix(200)) : text
        }
    }

    static func refusing(
        _ handler: @escaping Handler,
        _ refuses: @escaping @Sendable (String) -> Bool
    ) -> Handler {
        rewriting(handler) { refuses($0) ? String(repeating: "a", count: 201) : $0 }
    }

    static func rewriting(
        _ handler: @escaping Handler,
        _ change: @escaping @Sendable (String) -> String
    ) -> Handler {
        { request in
            var request = request
            if case .object(let input)? = try? JSONParser.parse(request.body) {
                let changed = input.map { name, value -> (JSONString, JSONValue) in
                    guard name.description.hasSuffix("prompt"), let text = value.string else {
                        return (name, value)
                    }
                    return (name, .string(JSONString(change(text))))
                }
                request.body = JSONValue.object(JSONObject(changed)).serialized()
            }
            return handler(request)
        }
    }
}
