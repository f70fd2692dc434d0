import FalAPI
import HTTPServer
import HTTPTypes
import JSON

extension Mutant {
    static let results: [Mutant] = [
        .answer("an early result is 202", .result, "queue.result.in-progress-is-400") { _, answer in
            if answer.status == 400 { answer.status = 202 }
        },
        .answer("an early result is 404", .result, "queue.result.in-progress-is-400") { _, answer in
            if answer.status == 400 { answer.status = 404 }
        },
        .answer("an early result says so in other words", .result, "queue.result.in-progress-is-400") {
            _,
            answer in
            if answer.status == 400 { answer["detail"] = "Request is in progress" }
        },
        .answer("an early result in another order", .result, "queue.result.in-progress-is-400") {
            _,
            answer in
            if answer.status == 400 { answer.reverse() }
        },
        .answer("an early result without URLs", .result, "queue.result.in-progress-is-400") {
            _,
            answer in
            if answer.status == 400 { answer.text = #"{"detail":"Request is still in progress"}"# }
        },
        .answer(
            "results before the end",
            .result,
            "queue.result.in-progress-is-400",
            "queue.result.in-progress-while-running"
        ) {
            request,
            answer in
            if answer.status == 400 {
                answer.status = 200
                answer.text = "{}"
            }
        },
        .answer("results in an envelope", .result, "queue.result.is-the-output") { _, answer in
            if answer.status == 200 { answer.json = ["status": "COMPLETED", "response": answer.json] }
        },
        .answer("results without the audio", .result, "queue.result.is-the-output") { _, answer in
            answer["audio"] = nil
        },
        .answer("files without a size", .result, "queue.result.is-the-output") { _, answer in
            answer.text = answer.text.replacing("\"file_size\"", with: "\"size\"")
        },
        .answer("files in another order", .result, "queue.result.is-the-output") { _, answer in
            guard var video = answer["video"]?.object else { return }
            video = JSONObject(video.reversed().map { ($0.key, $0.value) })
            answer["video"] = .object(video)
        },
        .answer("a size that is not true", .result, "files.are-there") { _, answer in
            guard var video = answer["video"]?.object else { return }
            video["file_size"] = 1_234_567
            answer["video"] = .object(video)
        },
        .answer("results without the id", .result, "queue.result.names-the-request") { _, answer in
            if answer.status == 200 { answer.headers[.falRequestID] = nil }
        },
        .answer("refusals without the id", .result, "client.javascript.error-ids") { _, answer in
            if answer.status == 422 { answer.headers[.falRequestID] = nil }
        },
        .answer("results without units", .result, "queue.result.bills-units") { _, answer in
            answer.headers[.falBillableUnits] = nil
        },
        .answer("an early result without the id", .result, "queue.result.in-progress-is-400") {
            _,
            answer in
            if answer.status == 400 { answer.headers[.falRequestID] = nil }
        },
        .answer("results for nothing", .result, "queue.result.bills-units") { _, answer in
            answer.headers[.falBillableUnits] = "0"
        },
        .answer("results without a runner", .result, "queue.result.names-the-runner") { _, answer in
            answer.headers[.falServedFrom] = nil
        },
        .answer("a retry flag on success", .result, "queue.result.no-retry-flag-on-success") {
            _,
            answer in
            if answer.status == 200 { answer.headers[.falNeedsRetry] = "false" }
        },
        .answer("a retry flag on refusals", .run, "input.no-retry-flag-on-refusals") { _, answer in
            if answer.status == 422 { answer.headers[.falNeedsRetry] = "false" }
        },
        .answer("no retry flag on a model's error", .result, "queue.failure.model-error") { _, answer in
            answer.headers[.falNeedsRetry] = nil
        },
        .answer("the wrong retry flag", .result, "queue.failure.every-model-error") { _, answer in
            if answer.headers[.falNeedsRetry] == "true" { answer.headers[.falNeedsRetry] = "false" }
        },
        .answer("a failed result is 200", .result, "queue.failure.refused-input-is-422") { _, answer in
            if answer.status == 422 { answer.status = 200 }
        },
        .answer("a failed result is 400", .result, "queue.failure.refused-input-is-422") { _, answer in
            if answer.status == 422 { answer.status = 400 }
        },
        .answer("a failed result is billed", .result, "queue.failure.refused-input-is-422") {
            _,
            answer in
            if answer.status == 422 { answer.headers[.falBillableUnits] = "1" }
        },
        .answer("a detail of text", .result, "queue.failure.refused-input-is-422") { _, answer in
            if answer.status == 422 { answer["detail"] = "Field required" }
        },
        .answer("links with a slash", .result, "queue.failure.model-error") { _, answer in
            answer.text = answer.text.replacing("errors#", with: "errors/#")
        },
        .answer("no X-Fal-Error-Type", .result, "queue.failure.every-platform-error") { _, answer in
            answer.headers[.falErrorType] = nil
        },
        .answer("504 without the timeout's type", .result, "queue.submit.deadline-passes") {
            _,
            answer in
            answer.headers[.falRequestTimeoutType] = nil
        },
        .answer("a platform's failure is 500", .result, "queue.failure.every-platform-error") {
            _,
            answer in
            if answer.status == 503 { answer.status = 500 }
        },
        .answer("/response leads nowhere", .result, "queue.result.other-urls") { request, answer in
            if request.target.hasSuffix("/response") { answer.status = 404 }
        },
        .answer("results with spaces", .result, "queue.result.compact") { _, answer in
            answer.text = answer.text.replacing("\":", with: "\": ")
        },
        .answer("an unknown result is 404 with a detail", .result, "queue.result.unknown-id") {
            _,
            answer in
            if answer.status == 404 { answer.text = #"{"detail":"Request not found"}"# }
        },
        Mutant("a result can be had once", "queue.result.is-repeatable") { handler in
            let seen = Counter()
            return { request in
                guard Operation(request) == .result,
                    request.header(.authorization)?.contains("is-repeatable") == true
                else {
                    return handler(request)
                }
                return handler(request).changed { if $0.status == 200, seen.next() > 1 { $0.status = 404 } }
            }
        },
    ]

    static let cancels: [Mutant] = [
        .answer("cancel is 200 CANCELLED", .cancel, "queue.cancel.queued") { _, answer in
            if answer.status == 202 {
                answer.status = 200
                answer["status"] = "CANCELLED"
            }
        },
        .answer("cancel is 204", .cancel, "queue.cancel.queued", "queue.cancel.running") { _, answer in
            if answer.status == 202 {
                answer.status = 204
                answer.text = ""
            }
        },
        .answer("a running request is removed at once", .cancel, "queue.cancel.running") { _, answer in
            if answer.status == 202 {
                answer.status = 200
                answer["status"] = "OK"
            }
        },
        .answer("cancel says success", .cancel, "queue.cancel.queued") { _, answer in
            if answer.status == 202 { answer.text = #"{"success":true}"# }
        },
        .answer(
            "a completed request can be cancelled",
            .cancel,
            "queue.cancel.completed",
            "queue.cancel.failed"
        ) {
            _,
            answer in
            if answer.status == 400 {
                answer.status = 202
                answer["status"] = "CANCELLATION_REQUESTED"
            }
        },
        .answer("a completed request is 409", .cancel, "queue.cancel.completed") { _, answer in
            if answer.status == 400 { answer.status = 409 }
        },
        .answer("cancelling the unknown is 202", .cancel, "queue.cancel.unknown-id") { _, answer in
            if answer.status == 404 {
                answer.status = 202
                answer["status"] = "CANCELLATION_REQUESTED"
            }
        },
        Mutant(
            "cancelling changes nothing",
            "queue.cancel.status-afterwards",
            "queue.cancel.result-afterwards"
        ) {
            handler in
            { request in
                guard Operation(request) == .cancel, request.method == .put else { return handler(request) }
                return .now(
                    Response(
                        status: .accepted,
                        body: .bytes(Array(#"{"status":"CANCELLATION_REQUESTED"}"#.utf8))
                    )
                )
            }
        },
        .request("POST cancels", [.cancel], "queue.cancel.is-a-put") { $0.method = .put },
        .answer("a cancelled result is 404", .result, "queue.cancel.result-afterwards") { _, answer in
            if answer.status == 499 { answer.status = 404 }
        },
        .answer("a cancelled result says it otherwise", .result, "queue.cancel.result-afterwards") {
            _,
            answer in
            if answer.status == 499 { answer["error_type"] = "cancelled" }
        },
        .answer("a cancelled status has no error", .status, "queue.cancel.status-afterwards") {
            _,
            answer in
            answer["error"] = nil
            answer["error_type"] = nil
        },
        .request("the full id cancels nothing", [.cancel], "queue.cancel.full-id-in-the-path") {
            request in
            request.target = request.target.replacing("audio-to-video/requests", with: "nowhere/cancel")
        },
    ]

    static let runs: [Mutant] = [
        .answer("a run is queued", .run, "run.is-the-output") { _, answer in
            if answer.status == 200 { answer.text = #"{"status":"IN_QUEUE"}"# }
        },
        .answer("a run in an envelope", .run, "run.is-the-output") { _, answer in
            if answer.status == 200 { answer.json = ["data": answer.json] }
        },
        .answer("a run without the id", .run, "run.names-the-request", "run.refused-input-is-422") {
            _,
            answer in
            answer.headers[.falRequestID] = nil
        },
        .answer("a run without units", .run, "run.bills-units") { _, answer in
            answer.headers[.falBillableUnits] = nil
        },
        .answer("a refused run is billed", .run, "run.refused-input-is-422") { _, answer in
            if answer.status == 422 { answer.headers[.falBillableUnits] = "1" }
        },
        .answer("a refused run is 400", .run, "run.refused-input-is-422") { _, answer in
            if answer.status == 422 { answer.status = 400 }
        },
        .answer("unknown paths run", .run, "run.unknown-path") { _, answer in
            if answer.status == 404 { answer.status = 200 }
        },
        .answer("unknown paths are Not Found", .run, "run.unknown-path") { request, answer in
            if answer.status == 404 { answer["detail"] = "Not Found" }
        },
        .answer("a late run is no user's timeout", .run, "run.deadline-passes") { _, answer in
            answer.headers[.falRequestTimeoutType] = nil
        },
        .answer("a run answers 408", .run, "run.deadline-passes") { _, answer in
            if answer.status == 504 { answer.status = 408 }
        },
    ]
}

/// Counts.
final class Counter: Sendable {
    private let count = Locked(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
