internal import HTTPTypes
internal import JSON

extension ContractCase {
    private static let ranges = Evidence.inferred("RFC 9110; players need it of every CDN")

    /// The description of an output file, and a request for it without credentials.
    private static func file(
        _ probe: Probe,
        _ name: String = "video",
        _ method: HTTPRequest.Method = .get,
        _ headers: HTTPFields = [:]
    ) async throws -> (file: JSONValue, answer: Exchange) {
        let result = try await probe.outcome()
        try result.expect(status: 200)
        let file = result.json?[name] ?? .null
        let url = file["url"]?.string ?? ""
        if !probe.target.services.cover(url), probe.target.kind == .other, URLParts(url) != nil {
            throw NotApplicable("outputs lie elsewhere: \(url)")
        }
        try result.expect(probe.target.services.cover(url), "a URL of the target's own", got: url)
        return (file, try await probe.send(method, url, headers, as: .nobody))
    }

    /// Who does not say that ranges are taken need not take them.
    private static func expectRanges(_ probe: Probe, _ whole: Exchange) throws {
        if whole[.acceptRanges] != "bytes", probe.target.kind == .other {
            throw NotApplicable("no ranges are taken there")
        }
    }

    /// Files that results point at.
    static let fileCases: [ContractCase] = [
        ContractCase(
            "files.are-there",
            "The URL of an output opens for everybody, with the content type and the size that the result says.",
            .documented("Files; content types and sizes as captured in results"),
            .costsOnLive(.videoToAudio)
        ) { probe in
            for name in Endpoint.videoToAudio.outputs {
                let (file, answer) = try await file(probe, name)
                try answer.expect(status: 200)
                try answer.expect(type: file["content_type"]?.string ?? "")
                try answer.expect(
                    file["file_size"]?.integer == Int64(answer.body.count),
                    "\(file["file_size"].map(JSONTemplate.spelling) ?? "no") bytes, as the result says",
                    got: "\(answer.body.count) bytes"
                )
            }
        },
        ContractCase(
            "files.keep-their-extension",
            "An output's URL ends with the extension of its file_name.",
            .captured("2026-04", "results of three models"),
            .costsOnLive(.videoToAudio)
        ) { probe in
            let result = try await probe.outcome()
            for name in Endpoint.videoToAudio.outputs {
                let file = result.json?[name]?["file_name"]?.string ?? ""
                let url = result.json?[name]?["url"]?.string ?? ""
                let ending = file.split(separator: ".").last.map { "." + $0 } ?? ""
                try result.expect(
                    file.contains(".") && url.hasSuffix(ending),
                    "a URL that ends with \(ending)",
                    got: url
                )
            }
        },
        ContractCase(
            "files.head",
            "HEAD tells size and type without the content.",
            ranges,
            .costsOnLive(.videoToAudio)
        ) { probe in
            let (file, answer) = try await file(probe, "video", .head)
            if [405, 501].contains(answer.status), probe.target.kind == .other {
                throw NotApplicable("no HEAD there")
            }
            try answer.expect(status: 200)
            try answer.expect(answer.body.isEmpty, "no content")
            try answer.expect(.contentLength, file["file_size"]?.integer.map(String.init) ?? "")
        },
        ContractCase(
            "files.range",
            "A range is answered with 206, those bytes, and where they lie in the whole.",
            ranges,
            .costsOnLive(.videoToAudio)
        ) { probe in
            let (file, whole) = try await file(probe)
            try expectRanges(probe, whole)
            let url = file["url"]?.string ?? ""
            let size = whole.body.count
            for (range, bytes) in [
                ("bytes=0-9", 0..<10), ("bytes=10-", 10..<size), ("bytes=-7", (size - 7)..<size),
            ] {
                let part = try await probe.send(.get, url, [.range: range], as: .nobody)
                try part.expect(status: 206)
                try part.expect(.contentRange, "bytes \(bytes.lowerBound)-\(bytes.upperBound - 1)/\(size)")
                try part.expect(
                    part.body.elementsEqual(whole.body[bytes]),
                    "bytes \(bytes) of the file",
                    got: "\(part.body.count) others"
                )
            }
        },
        ContractCase(
            "files.unsatisfiable-range",
            "A range beyond the end is 416 with the size.",
            ranges,
            .costsOnLive(.videoToAudio)
        ) { probe in
            try expectRanges(probe, try await file(probe, "audio").answer)
            let (file, answer) = try await file(probe, "audio", .get, [.range: "bytes=99999999999-"])
            try answer.expect(status: 416)
            try answer.expect(.contentRange, "bytes */\(file["file_size"]?.integer ?? -1)")
        },
        ContractCase(
            "files.entity-tag",
            "A file has an ETag, and who has it already gets 304.",
            ranges,
            .costsOnLive(.videoToAudio),
            severity: .additive
        ) { probe in
            let (file, first) = try await file(probe, "audio")
            let url = file["url"]?.string ?? ""
            if first[.eTag] == nil, probe.target.kind == .other {
                throw NotApplicable("files have no ETag there")
            }
            let tag = try first.value(.eTag)
            try first.expect(tag.hasPrefix("\"") || tag.hasPrefix("W/\""), "a quoted tag", got: tag)
            let again = try await probe.send(.get, url, [.ifNoneMatch: tag], as: .nobody)
            try again.expect(status: 304)
            try again.expect(again.body.isEmpty, "no content")
            try await probe.send(.get, url, [.ifNoneMatch: "\"another\""], as: .nobody).expect(
                status: 200
            )
        },
        ContractCase(
            "files.if-range",
            "A range of another version gets the whole file.",
            ranges,
            .costsOnLive(.videoToAudio),
            severity: .additive
        ) { probe in
            let headers: HTTPFields = [.range: "bytes=0-9", .ifRange: "\"another\""]
            try await file(probe, "audio", .get, headers).answer.expect(status: 200)
        },
        ContractCase(
            "files.open-to-pages",
            "Pages of any origin may read a file.",
            .inferred("players and pages load outputs directly"),
            .costsOnLive(.videoToAudio),
            severity: .additive
        ) { probe in
            let (_, answer) = try await file(probe, "audio", .get, [.origin: "https://app.example"])
            let allowed = answer[.accessControlAllowOrigin]
            if allowed == nil, probe.target.kind == .other {
                throw NotApplicable("the target has no CORS")
            }
            try answer.expect(
                allowed == "*" || allowed == "https://app.example",
                "an allowed origin",
                got: allowed ?? "none"
            )
        },
        ContractCase(
            "files.unknown",
            "A file that is not there is 404.",
            .inferred("RFC 9110"),
            .anywhere
        ) { probe in
            guard let cdn = probe.target.services.cdn else {
                throw NotApplicable("the target has no CDN")
            }
            try await probe.send(
                .get,
                cdn + "/files/b/00000000/aaaaaaaaaaaaaaaaaaaaa_no.mp4",
                as: .nobody
            )
            .expect(status: 404)
        },
        ContractCase(
            "files.output-not-found",
            "An output may be gone although the result names it.",
            .reported("integrations that fetch outputs late"),
            .emulatorOnly("needs a failure at will"),
            needs: [.queue, .control]
        ) { probe in
            let result = try await probe.outcome(
                of: .videoToAudio,
                nil,
                Probe.scenario("output_not_found")
            )
            try result.expect(status: 200)
            try await probe.send(.get, result.json?["video"]?["url"]?.string ?? "", as: .nobody).expect(
                status: 404
            )
        },
    ]
}
