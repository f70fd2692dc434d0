internal import FalAPI
internal import HTTPTypes
internal import JSON

extension ContractCase {
    private static let errors = Evidence.documented("the model's OpenAPI document, x-fal; Model errors")
    /// Larger files than this, in bytes, are not made: every byte is uploaded.
    private static let largestFile = 8 << 20

    /// What is documented of the files that inputs name, held on both sides of each limit.
    static let mediaCases: [ContractCase] = FileField.all.flatMap { field in
        [formatCase(field)] + durationCases(field) + pictureCases(field) + sizeCases(field)
    }

    private static func mediaCase(
        _ field: FileField,
        _ name: String,
        _ behaviour: String,
        _ evidence: Evidence = errors,
        check: @escaping @Sendable (Probe) async throws -> Void
    ) -> ContractCase {
        ContractCase(
            "media.\(field.shortName)-\(field.kind)-\(name)",
            behaviour,
            evidence,
            .emulatorOnly(files),
            needs: [.queue, .storage]
        ) { probe in
            try await probe.expectLooking(into: field)
            try await check(probe)
        }
    }

    private static func formatCase(_ field: FileField) -> ContractCase {
        mediaCase(
            field,
            "format",
            "\(field.name) of \(field.endpoint.path) takes \(field.formats.joined(separator: ", ")) by their content; others "
                + "are unsupported_\(field.kind)_format in the result."
        ) { probe in
            for bytes in [field.otherKind, SmallMedia.nothing] {
                let result = try await probe.refusal(of: bytes, field, "unsupported_\(field.kind)_format")
                let words = "Unsupported \(field.kind) format. Supported formats are "
                try result.expect(json: [
                    "detail": [
                        [
                            "msg": .string(JSONString(words + field.formats.joined(separator: ", ") + ".")),
                            "ctx": ["supported_formats": .array(field.formats.map { .string(JSONString($0)) })],
                        ]
                    ]
                ])
            }
            try await probe.expectTaken(field.file(), field)
        }
    }

    private static func durationCases(_ field: FileField) -> [ContractCase] {
        [("min_duration", "too_short", -1), ("max_duration", "too_long", 1)].compactMap { name, word, side in
            guard let limit = field.limits[name] else { return nil }
            let type = "\(field.kind)_duration_\(word)"
            let title = field.kind == "audio" ? "Audio" : "Video"
            return mediaCase(
                field,
                name.replacing("_", with: "-"),
                "\(field.name) of \(field.endpoint.path) may last \(limit) s and not \(side < 0 ? "less" : "more"): \(type), "
                    + "with the limit and what was provided."
            ) { probe in
                try await probe.expectTaken(field.file(milliseconds: limit * 1_000), field)
                // A tenth of a second, since containers round.
                let milliseconds = limit * 1_000 + side * 100
                let result = try await probe.refusal(of: field.file(milliseconds: milliseconds), field, type)
                let entry = result.json?["detail"]?[0]
                let words =
                    side < 0
                    ? "\(title) duration is too short. Minimum is \(limit)"
                    : "\(title) duration exceeds the maximum allowed. Maximum is \(limit)"
                let message = entry?["msg"]?.string ?? ""
                try result.expect(message.hasPrefix(words), "\(words)…", got: message)
                let context = entry?["ctx"]
                try result.expect(context?[name]?.number?.double == Double(limit), "\(name): \(limit) in ctx")
                let provided = context?["provided_duration"]?.number?.double ?? 0
                try result.expect(
                    abs(provided - Double(milliseconds) / 1_000) < 0.05,
                    "provided_duration: \(Double(milliseconds) / 1_000) in ctx",
                    got: "\(provided)"
                )
            }
        }
    }

    private static func pictureCases(_ field: FileField) -> [ContractCase] {
        ["min_width", "max_width", "min_height", "max_height"].compactMap { name in
            guard let limit = field.limits[name] else { return nil }
            let isWidth = name.hasSuffix("width")
            let outside = name.hasPrefix("min") ? limit - 1 : limit + 1
            return mediaCase(
                field,
                name.replacing("_", with: "-"),
                "\(field.name) of \(field.endpoint.path) may have a \(isWidth ? "width" : "height") of \(limit) pixels and not "
                    + "of \(outside): input_value_error.",
                .inferred(
                    "the document has the limit; Kling's own checks answer with this type, its words are not known"
                )
            ) { probe in
                func file(_ pixels: Int) -> [UInt8] {
                    isWidth ? field.file(width: pixels) : field.file(height: pixels)
                }
                try await probe.expectTaken(file(limit), field)
                _ = try await probe.refusal(of: file(outside), field, "input_value_error")
            }
        }
    }

    private static func sizeCases(_ field: FileField) -> [ContractCase] {
        guard let limit = field.limits["max_file_size"], limit <= largestFile, field.kind == "audio" else { return [] }
        return [
            mediaCase(
                field,
                "max-file-size",
                "\(field.name) of \(field.endpoint.path) may have \(limit) bytes and not one more: file_too_large, with max_size."
            ) { probe in
                try await probe.expectTaken(SmallMedia.sound(size: limit), field)
                let result = try await probe.refusal(of: SmallMedia.sound(size: limit + 1), field, "file_too_large")
                try result.expect(json: [
                    "detail": [
                        ["msg": "File too large", "ctx": ["max_size": .number(.integer(Int64(limit)))]]
                    ]
                ])
            }
        ]
    }
}

extension Probe {
    /// Demands that the target looks into files at all.
    fileprivate func expectLooking(into field: FileField) async throws {
        let job = try await submit(field.endpoint, try await input(SmallMedia.nothing, field))
        _ = try await finish(job)
        if try await settled(job).status == 200 {
            throw NotApplicable("the target does not look into the files that inputs name")
        }
    }

    /// The endpoint's own input, with a file that is uploaded for it.
    private func input(_ bytes: [UInt8], _ field: FileField) async throws -> JSONValue {
        let isAudio = field.kind == "audio"
        let upload = try await uploadWithToken(
            bytes,
            name: isAudio ? "a.wav" : "a.mp4",
            type: isAudio ? "audio/wav" : "video/mp4"
        )
        try upload.expect(status: 200)
        var input = field.endpoint.input.object ?? [:]
        input[JSONString(field.name)] = .string(JSONString(try upload.text("access_url")))
        return .object(input)
    }

    /// Demands that a file is taken.
    fileprivate func expectTaken(_ bytes: [UInt8], _ field: FileField) async throws {
        let result = try await outcome(of: field.endpoint, try await input(bytes, field))
        try result.expect(status: 200)
        try ContractCase.expectUnits(result)
    }

    /// Demands that a file is refused when the result is asked for, and not before, and that it costs nothing.
    fileprivate func refusal(of bytes: [UInt8], _ field: FileField, _ type: String) async throws -> Exchange {
        let input = try await input(bytes, field)
        let job = try await submit(field.endpoint, input)
        try await finish(job).expect(absent: "error", "error_type", "detail")
        let result = try await settled(job)
        try result.expect(
            status: 422,
            [
                "detail": [
                    [
                        "loc": ["body", .string(JSONString(field.name))], "msg": JSONTemplate.word,
                        "type": .string(JSONString(type)), "input": input[field.name] ?? JSONTemplate.word,
                    ]
                ]
            ]
        )
        try result.expect(.falBillableUnits, "0")
        return result
    }
}
