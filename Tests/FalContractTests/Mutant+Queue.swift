import FalAPI
import HTTPServer
import HTTPTypes
import JSON

extension Mutant {
    static let all =
        submits + polls + streams + results + cancels + runs + doors + inputs + hooks + fileMutants
        + pages + uploads + media + swiftClient

    private static let submits: [Mutant] = [
        .answer("submit is 201", .submit, "queue.submit.is-200") { _, answer in
            if answer.status == 200 { answer.status = 201 }
        },
        .answer("submit is 202", .submit, "queue.submit.is-200") { _, answer in
            if answer.status == 200 { answer.status = 202 }
        },
        .answer("submit without status_url", .submit, "queue.submit.eight-fields") { _, answer in
            answer["status_url"] = nil
        },
        .answer(
            "submit without cancel_url",
            .submit,
            "queue.submit.eight-fields",
            "client.python.subscribe"
        ) {
            _,
            answer in
            answer["cancel_url"] = nil
        },
        .answer("submit without logs", .submit, "queue.submit.eight-fields") { _, answer in
            answer["logs"] = nil
        },
        .answer("submit with logs as a list", .submit, "queue.submit.eight-fields") { _, answer in
            if answer["logs"] != nil { answer["logs"] = [] }
        },
        .answer("submit without metrics", .submit, "queue.submit.eight-fields") { _, answer in
            answer["metrics"] = nil
        },
        .answer("submit says QUEUED", .submit, "queue.submit.eight-fields") { _, answer in
            if answer.state == "IN_QUEUE" { answer["status"] = "QUEUED" }
        },
        .answer("submit says COMPLETED", .submit, "queue.submit.eight-fields") { _, answer in
            if answer.state == "IN_QUEUE" { answer["status"] = "COMPLETED" }
        },
        .answer("submit names the id requestId", .submit, "queue.submit.is-200") { _, answer in
            answer.rename("request_id", to: "requestId")
        },
        .answer("submit in another order", .submit, "queue.submit.eight-fields") { _, answer in
            if answer.state == "IN_QUEUE" { answer.reverse() }
        },
        .answer("submit with the position as text", .submit, "queue.submit.eight-fields") { _, answer in
            if answer.state == "IN_QUEUE" { answer["queue_position"] = "0" }
        },
        .answer("submit with position -1", .submit, "queue.submit.eight-fields") { _, answer in
            if answer.state == "IN_QUEUE" { answer["queue_position"] = -1 }
        },
        .answer("submit with a ninth field", .submit, "queue.submit.no-other-fields") { _, answer in
            if answer.state == "IN_QUEUE" { answer["eta"] = 3 }
        },
        .answer("submit without the id's field", .submit, "queue.submit.id-in-the-header") {
            _,
            answer in
            answer.headers[.falRequestID] = nil
        },
        .answer("submit with another id in the field", .submit, "queue.submit.id-in-the-header") {
            _,
            answer in
            answer.headers[.falRequestID] = "019dd07d-7a04-7a60-b61e-5361e9b784a6"
        },
        .answer("ids of version 4", .submit, "queue.submit.id-is-uuid-7") { _, answer in
            answer.text = answer.text.replacing("-7", with: "-4")
        },
        .answer("ids in upper case", .submit, "queue.submit.id-is-uuid-7") { _, answer in
            if let id = answer["request_id"]?.string {
                answer["request_id"] = .string(JSONString(id.uppercased()))
            }
        },
        .answer("URLs keep the endpoint's path", .submit, "queue.submit.urls-name-the-application") {
            _,
            answer in
            answer.text = answer.text.replacing(
                "kling-video/requests",
                with: "kling-video/video-to-audio/requests"
            )
        },
        .answer("response_url ends with /response", .submit, "queue.submit.urls-name-the-application") {
            _,
            answer in
            if let url = answer["response_url"]?.string {
                answer["response_url"] = .string(JSONString(url + "/response"))
            }
        },
        .answer(
            "URLs point at queue.fal.run",
            .submit,
            "queue.submit.urls-lead-back",
            "client.python.subscribe"
        ) {
            _,
            answer in
            answer.text = answer.text.replacing(
                "http://localhost:8787/queue",
                with: "https://queue.fal.run"
            )
        },
        .answer("URLs without the prefix of the queue", .submit, "queue.submit.urls-lead-back") {
            _,
            answer in
            answer.text = answer.text.replacing("/queue/fal-ai", with: "/nowhere/fal-ai")
        },
        .answer("submit with spaces", .submit, "queue.submit.compact") { _, answer in
            answer.text = answer.text.replacing("\",\"", with: "\", \"")
        },
        .answer("submit without HSTS", .submit, "queue.submit.headers-of-the-edge") { _, answer in
            answer.headers[.strictTransportSecurity] = nil
        },
        .answer("submit as text/plain", .submit, "queue.submit.is-json") { _, answer in
            answer.headers[.contentType] = "text/plain"
        },
        .answer(
            "validation at submit",
            .submit,
            "queue.submit.no-validation",
            "queue.failure.refused-input-is-422"
        ) {
            request,
            answer in
            if answer.status == 200, (try? JSONParser.parse(request.body))?["video_url"]?.string == nil {
                answer.status = 422
                answer.text = #"{"detail":[]}"#
            }
        },
        .request("the input is taken out of its wrapping", [.submit], "queue.submit.wrapped-input") {
            request in
            if let inner = (try? JSONParser.parse(request.body))?["input"] {
                request.body = inner.serialized()
            }
        },
        .answer("content types other than JSON are 415", .submit, "queue.submit.any-content-type") {
            request,
            answer in
            if request.header(.contentType)?.contains("form") == true { answer.status = 415 }
        },
        .answer("malformed JSON is a 500", .submit, "queue.submit.malformed-json") { request, answer in
            if (try? JSONParser.parse(request.body)) == nil { answer.status = 500 }
        },
        .answer("unknown fields are 400", .submit, "queue.submit.unknown-fields") { request, answer in
            if (try? JSONParser.parse(request.body))?["falsework_unknown"] != nil { answer.status = 400 }
        },
        .request(
            "deadlines are ignored",
            [.submit, .run],
            "queue.submit.deadline-passes",
            "run.deadline-passes"
        ) {
            request in
            request.headerFields[.falRequestTimeout] = nil
            request.headerFields[.falRequestStartTimeout] = nil
        },
        .request(
            "malformed deadlines are ignored",
            [.submit, .run],
            "queue.submit.malformed-deadline",
            "run.malformed-deadline"
        ) {
            if $0.header(.falRequestTimeout).flatMap(Double.init) ?? -1 <= 0 {
                $0.headerFields[.falRequestTimeout] = nil
            }
            if $0.header(.falRequestStartTimeout).flatMap(Double.init) ?? -1 <= 0 {
                $0.headerFields[.falRequestStartTimeout] = nil
            }
        },
        .request("only the newer deadline counts", [.submit], "queue.submit.deadline-passes") {
            request in
            request.headerFields[.falRequestTimeout] = nil
        },
        .request("the older deadline wins", [.submit], "queue.submit.newer-deadline-wins") { request in
            if request.header(.falRequestTimeout) != nil {
                request.headerFields[.falRequestStartTimeout] = nil
            }
        },
        .request("priorities are ignored", [.submit], "queue.submit.low-priority-waits") { request in
            request.headerFields[.falQueuePriority] = nil
        },
        .request("the queue's length is never too much", [.submit], "queue.submit.queue-length-limit") {
            request in
            request.target = String(request.target.prefix { $0 != "?" })
        },
        .answer("unknown applications are accepted", .submit, "queue.submit.unknown-application") {
            _,
            answer in
            if answer.status == 404 { answer.status = 200 }
        },
        .answer("unknown applications by owner and alias", .submit, "queue.submit.unknown-application") { _, answer in
            answer.text = answer.text.replacing(
                #"\"falsework-nowhere\""#,
                with: #"\"fal-ai/falsework-nowhere\""#
            )
        },
        .answer("unknown paths are refused at submit", .submit, "queue.submit.unknown-path") {
            request,
            answer in
            if request.target.hasSuffix("kling-video/falsework-nowhere") { answer.status = 404 }
        },
        .answer("GET is a submit", .submit, "queue.submit.get-is-405") { request, answer in
            if request.method == .get, answer.status == 405 { answer.status = 200 }
        },
        .answer("405 without Allow", .submit, "queue.submit.get-is-405") { _, answer in
            answer.headers[.allow] = nil
        },
        .answer("a submit now and then is 429", .submit, "queue.submit.is-200") { _, answer in
            if answer.status == 200 { answer.status = 429 }
        },
    ]

    private static let polls: [Mutant] = [
        .answer(
            "polls are always 200",
            .status,
            "queue.status.queued",
            "client.sdk.two-hundred-means-finished"
        ) {
            _,
            answer in
            if answer.status == 202 { answer.status = 200 }
        },
        .answer("a completed poll is 202", .status, "queue.status.completed") { _, answer in
            if answer.status == 200 { answer.status = 202 }
        },
        .answer("state QUEUED", .status, "queue.status.queued") { _, answer in
            if answer.state == "IN_QUEUE" { answer["status"] = "QUEUED" }
        },
        .answer("state RUNNING", .status, "queue.status.three-states-in-order") { _, answer in
            if answer.state == "IN_PROGRESS" { answer["status"] = "RUNNING" }
        },
        .answer("state FAILED after a refusal", .status, "queue.failure.looks-like-success") {
            _,
            answer in
            if answer.state == "COMPLETED" { answer["status"] = "FAILED" }
        },
        .answer("state CANCELLED", .status, "queue.cancel.status-afterwards") { _, answer in
            if answer["error_type"] == "client_cancelled" { answer["status"] = "CANCELLED" }
        },
        .answer("running is never seen", .status, "queue.status.every-state-is-seen") { _, answer in
            if answer.state == "IN_PROGRESS" { answer["status"] = "IN_QUEUE" }
        },
        .answer("a running request has a position", .status, "queue.status.running") { _, answer in
            if answer.state == "IN_PROGRESS" { answer["queue_position"] = 0 }
        },
        .answer("a queued request has none", .status, "queue.status.queued") { _, answer in
            if answer.state == "IN_QUEUE" { answer["queue_position"] = nil }
        },
        .answer("positions from 1", .status, "queue.status.positions-count-down") { _, answer in
            if let position = answer["queue_position"]?.integer {
                answer["queue_position"] = .number(.integer(position + 1))
            }
        },
        .answer("logs left out when not asked for", .status, "queue.logs.null-unless-asked-for") {
            _,
            answer in
            if answer["logs"] == .null { answer["logs"] = nil }
        },
        .answer("logs [] for null", .status, "queue.logs.null-unless-asked-for") { _, answer in
            if answer["logs"] == .null { answer["logs"] = [] }
        },
        .answer("logs null for []", .status, "queue.logs.list-when-asked-for") { _, answer in
            if answer["logs"] == [] { answer["logs"] = .null }
        },
        .request(
            "logs=true does not ask",
            [.status],
            "queue.logs.list-when-asked-for",
            "queue.logs.complete-and-once"
        ) { request in
            request.target = request.target.replacing("logs=true", with: "logs=0")
        },
        .request("logs always", [.status], "queue.logs.null-unless-asked-for") { request in
            request.target = request.target.prefix { $0 != "?" } + "?logs=1"
        },
        .answer("logs doubled", .status, "queue.logs.complete-and-once") { _, answer in
            if let logs = answer["logs"]?.array { answer["logs"] = .array(logs + logs) }
        },
        .answer("logs only of the last poll", .status, "queue.logs.complete-and-once") { _, answer in
            if let logs = answer["logs"]?.array { answer["logs"] = .array(Array(logs.suffix(1))) }
        },
        .answer("logs without labels", .status, "queue.logs.entries", "client.swift.labels") {
            _,
            answer in
            guard let logs = answer["logs"]?.array else { return }
            answer["logs"] = .array(
                logs.map { entry in
                    var entry = entry.object ?? [:]
                    entry["labels"] = nil
                    return .object(entry)
                }
            )
        },
        .answer("levels in lower case", .status, "queue.logs.entries") { _, answer in
            answer.text = answer.text.replacing("\"INFO\"", with: "\"info\"")
        },
        .answer("times in seconds", .status, "queue.logs.entries") { _, answer in
            guard let logs = answer["logs"]?.array else { return }
            answer["logs"] = .array(
                logs.map { entry in
                    var entry = entry.object ?? [:]
                    entry["timestamp"] = 1_777_000_000
                    return .object(entry)
                }
            )
        },
        .answer("no inference time", .status, "queue.status.completed") { _, answer in
            if answer["metrics"] != nil { answer["metrics"] = [:] }
        },
        .answer("inference time as text", .status, "queue.status.completed") { _, answer in
            if answer.state == "COMPLETED" { answer["metrics"] = ["inference_time": "0.7"] }
        },
        .answer("inference time before the end", .status, "queue.status.running") { _, answer in
            if answer.state == "IN_PROGRESS" { answer["metrics"] = ["inference_time": 0.1] }
        },
        .answer("error: null in every poll", .status, "queue.status.completed") { _, answer in
            if answer.state == "COMPLETED" { answer["error"] = .null }
        },
        .answer("an error after a refusal", .status, "queue.failure.looks-like-success") { _, answer in
            if answer.state == "COMPLETED" { answer["error"] = "Validation failed" }
        },
        .answer(
            "no error_type after a platform's failure",
            .status,
            "queue.failure.every-platform-error"
        ) {
            _,
            answer in
            answer["error_type"] = nil
        },
        .answer("polls in another order", .status, "queue.status.running") { _, answer in
            if answer.state == "IN_PROGRESS" { answer.reverse() }
        },
        .answer("polls with the id in a field", .status, "queue.status.no-fal-headers") { _, answer in
            answer.headers[.falRequestID] = answer["request_id"]?.string
        },
        .answer("URLs of polls keep the path", .status, "queue.status.running") { _, answer in
            answer.text = answer.text.replacing(
                "kling-video/requests",
                with: "kling-video/video-to-audio/requests"
            )
        },
        .answer("an unknown id is 200 IN_QUEUE", .status, "queue.status.unknown-id") { _, answer in
            if answer.status == 404 {
                answer.status = 202
                answer.text = #"{"status":"IN_QUEUE"}"#
            }
        },
        .answer("an unknown id has a detail", .status, "queue.status.unknown-id") { _, answer in
            if answer.status == 404 { answer.text = #"{"detail":"Not Found"}"# }
        },
        .answer("the full id leads nowhere", .status, "queue.status.full-id-in-the-path") {
            request,
            answer in
            if request.target.contains("video-to-audio/requests") { answer.status = 404 }
        },
        .answer(
            "a slash at the end leads nowhere",
            .status,
            "queue.status.trailing-slash",
            "client.sdk.two-hundred-means-finished"
        ) {
            if String($0.rawPath).hasSuffix("/") { $1.status = 404 }
        },
        .answer("POST reads a status", .status, "queue.status.post-is-405") { request, answer in
            if request.method == .post { answer.status = 200 }
        },
    ]

    private static let streams: [Mutant] = [
        .answer("the stream is JSON", .stream, "queue.stream.is-an-event-stream") { _, answer in
            if answer.status == 200 { answer.headers[.contentType] = "application/json" }
        },
        .answer("the stream does not name the request", .stream, "queue.stream.names-the-request") {
            _,
            answer in
            answer.headers[.falRequestID] = nil
        },
        .answer("the stream is not there", .stream, "queue.stream.is-an-event-stream") { _, answer in
            answer.status = 404
        },
        .stream("no last event", "queue.stream.ends-with-completed", "client.java.subscribe") {
            $0.contains("\"COMPLETED\"") ? nil : $0
        },
        .stream("the last event twice", "queue.stream.ends-with-completed") {
            $0.contains("\"COMPLETED\"") ? $0 + $0 : $0
        },
        .stream("only the last event", "queue.stream.states-in-order") {
            $0.contains("\"COMPLETED\"") ? $0 : nil
        },
        .stream("events with names", "queue.stream.frames") { "event: status\n" + $0 },
        .stream("events with ids", "queue.stream.frames") { "id: 1\n" + $0 },
        .stream("one line break after an event", "queue.stream.frames") { String($0.dropLast()) },
        .stream("JSON lines for events", "queue.stream.frames") { $0.replacing("data: ", with: "") },
        .stream("[DONE] at the end", "queue.stream.frames") {
            $0.contains("\"COMPLETED\"") ? $0 + "data: [DONE]\n\n" : $0
        },
        .stream(
            "logs null when asked for",
            "queue.stream.logs-come-once",
            "client.javascript.streaming"
        ) {
            $0.replacing("\"logs\":[]", with: "\"logs\":null")
        },
        .stream("a position in every event", "queue.stream.states-in-order") {
            $0.replacing("\"metrics\":{}}", with: "\"metrics\":{},\"queue_position\":0}")
        },
        .stream("events without URLs", "queue.stream.frames") {
            $0.replacing("\"status_url\"", with: "\"url\"")
        },
        .request("logs in every stream", [.stream], "queue.stream.frames") { request in
            request.target = request.target.prefix { $0 != "?" } + "?logs=1"
        },
        Mutant("every event has the whole log", "queue.stream.logs-come-once") { handler in
            { request in
                guard Operation(request) == .stream else { return handler(request) }
                return handler(request).changed { answered in
                    guard case .stream(let produce) = answered.response.body else { return }
                    answered.response.body = .stream { writer in
                        // The first log line once more, at the end.
                        await produce(
                            BodyWriter(
                                write: { bytes in
                                    let text = String(decoding: bytes, as: UTF8.self)
                                    let again = text.contains("\"message\":\"Gen") ? text + text : text
                                    try await writer.write(Array(again.utf8))
                                },
                                abort: { writer.abort() }
                            )
                        )
                    }
                }
            }
        },
        .answer("an unknown stream is an empty one", .stream, "queue.stream.unknown-id") { _, answer in
            if answer.status == 404 {
                answer.status = 200
                answer.text = ""
            }
        },
    ]
}
