import FalAPI
import HTTPServer
import HTTPTypes
import JSON

extension Mutant {
    /// A server that holds another limit than the document says.
    private static func limit(_ name: String, _ value: Int, _ other: Int, _ caughtBy: String...) -> Mutant {
        var mutant = Mutant("\(name) of \(value) taken for \(other)", caughtBy) { $0 }
        mutant.misreading = ("\"\(name)\": \(value)", "\"\(name)\": \(other)")
        return mutant
    }

    private static func refusals(
        _ name: String,
        _ caughtBy: String...,
        change: @escaping @Sendable (inout JSONObject) -> Void
    ) -> Mutant {
        Mutant(name, caughtBy) { handler in
            { request in
                guard Operation(request) == .result else { return handler(request) }
                return handler(request).changed { $0.eachError(change) }
            }
        }
    }

    private static let limits: [Mutant] = [
        ("min_duration", 3, "video-to-audio-video"), ("max_duration", 20, "video-to-audio-video"),
        ("min_duration", 2, "lipsync-video"), ("max_duration", 10, "lipsync-video"),
        ("max_duration", 60, "lipsync-audio"), ("max_file_size", 5_242_880, "lipsync-audio"),
        ("min_width", 720, "lipsync-video"), ("max_width", 1_920, "lipsync-video"),
        ("min_height", 720, "lipsync-video"), ("max_height", 1_920, "lipsync-video"),
    ].flatMap { name, value, field in
        [-1, 1].map { limit(name, value, value + $0, "media.\(field)-\(name.replacing("_", with: "-"))") }
    }

    static let media: [Mutant] =
        limits + [
            limit("min_duration", 2, 0, "media.lipsync-audio-min-duration"),
            refusals("files are refused as inputs are", "media.video-to-audio-video-max-duration") {
                $0["type"] = "input_value_error"
            },
            refusals(
                "files are refused without facts",
                "media.lipsync-audio-format",
                "media.lipsync-video-format",
                "media.video-to-audio-video-format",
                "media.lipsync-audio-max-file-size",
                "media.lipsync-audio-max-duration"
            ) { $0["ctx"] = nil },
            refusals("a length is told in milliseconds", "media.lipsync-video-min-duration") { error in
                guard var context = error["ctx"]?.object, let number = context["provided_duration"]?.number else {
                    return
                }
                context["provided_duration"] = .number(.double(number.double * 1_000))
                error["ctx"] = .object(context)
            },
            refusals("a file's refusal is about the body", "media.lipsync-audio-max-file-size") {
                $0["loc"] = ["body"]
            },
            refusals("too long a file is just too long", "media.lipsync-video-max-duration") { $0["msg"] = "Too long" },
            .answer("a refused file is billed", .result, "media.video-to-audio-video-min-duration") { _, answer in
                if answer.status == 422 { answer.headers[.falBillableUnits] = "1" }
            },
            .request("files are looked at when they are submitted", [.submit], "media.lipsync-video-format") {
                request in
                request.target = request.target.replacing("/queue/", with: "/run/")
            },
        ]
}
