internal import HTTPTypes
internal import JSON

extension ContractCase {
    private static let javaScript = Evidence.client("@fal-ai/client 1.10.1, storage.ts: above 90 MB")
    private static let python = Evidence.client("fal-client 1.0.3, client.py: above 100 MB")

    private static let parts: [[UInt8]] = [
        Array(repeating: 0x61, count: 4_000), Array(repeating: 0x62, count: 3_000), Array("end".utf8),
    ]

    /// `{pathname}/{n}{search}`, as the JavaScript client makes it.
    private static func appending(_ part: String, to url: String) -> String {
        let path = url.prefix { $0 != "?" }
        return path + "/" + part + url.dropFirst(path.count)
    }

    private static func completion(_ tags: [(Int, String)]) -> JSONValue {
        let parts = tags.map { number, tag -> JSONValue in
            ["partNumber": .number(.integer(Int64(number))), "etag": .string(JSONString(tag))]
        }
        return ["parts": .array(parts)]
    }

    private static func expectWhole(_ probe: Probe, _ url: String) async throws {
        let file = try await probe.send(.get, url, as: .nobody)
        try file.expect(status: 200)
        let whole = Array(parts.joined())
        try file.expect(
            file.body == whole,
            "the parts in the order of their numbers",
            got: "\(file.body.count) bytes"
        )
    }

    /// Uploads in parts.
    static let multipartCases: [ContractCase] = [
        ContractCase(
            "storage.multipart.javascript",
            "Parts are put at upload_url/n, each is answered with partNumber and etag in JSON, and then they are one file.",
            javaScript,
            .emulatorOnly(files),
            needs: [.storage]
        ) { probe in
            let start = try await probe.initiate("upload/initiate-multipart?storage_type=fal-cdn-v3")
            let url = try start.text("upload_url")
            var tags: [(Int, String)] = []
            for (index, part) in parts.enumerated() {
                let put = try await probe.send(
                    .put,
                    appending("\(index + 1)", to: url),
                    body: part,
                    as: .nobody
                )
                try put.expect(200...299 ~= put.status, "2xx", got: "status \(put.status)")
                try put.expect(json: [
                    "partNumber": .number(.integer(Int64(index + 1))), "etag": JSONTemplate.word,
                ])
                tags.append((index + 1, try put.text("etag")))
            }
            let end = try await probe.send(
                .post,
                appending("complete", to: url),
                json: completion(tags),
                as: .nobody
            )
            try end.expect(200...299 ~= end.status, "2xx", got: "status \(end.status)")
            try await expectWhole(probe, try start.text("file_url"))
        },
        ContractCase(
            "storage.multipart.part-has-both",
            "A part is answered with its etag in the body, for JavaScript, and in the ETag field, for Python.",
            .client("@fal-ai/client 1.10.1 reads the body; fal-client 1.0.3 and fal 1.83.0 the field"),
            .emulatorOnly(files),
            needs: [.storage]
        ) { probe in
            let start = try await probe.initiate("upload/initiate-multipart?storage_type=fal-cdn-v3")
            let put = try await probe.send(
                .put,
                appending("1", to: try start.text("upload_url")),
                body: parts[0],
                as: .nobody
            )
            let tag = try put.value(.eTag)
            try put.expect(json: ["partNumber": 1, "etag": JSONTemplate.word])
            let told = try put.text("etag")
            try put.expect(
                told.replacing("\"", with: "") == tag.replacing("\"", with: ""),
                "the same tag in field and body: \(tag)",
                got: told
            )
        },
        ContractCase(
            "storage.multipart.python",
            "The token's way: access_url and uploadId, parts with ETag in any order, complete, one file.",
            python,
            .emulatorOnly(files),
            needs: [.storage]
        ) { probe in
            let token = try await probe.token()
            let caller = Caller.header("Bearer " + (try token.text("token")))
            let start = try await probe.send(
                .post,
                try token.text("base_url") + "/files/upload/multipart",
                [.contentType: "text/plain"],
                as: caller
            )
            try start.expect(200...299 ~= start.status, "2xx", got: "status \(start.status)")
            let url = "\(try start.text("access_url"))/multipart/\(try start.text("uploadId"))"
            var tags: [(Int, String)] = []
            for number in [3, 1, 2] {
                let put = try await probe.send(
                    .put,
                    "\(url)/\(number)",
                    body: parts[number - 1],
                    as: caller
                )
                try put.expect(200...299 ~= put.status, "2xx", got: "status \(put.status)")
                tags.append((number, try put.value(.eTag)))
            }
            let end = try await probe.send(
                .post,
                url + "/complete",
                json: completion(tags.sorted { $0.0 < $1.0 }),
                as: caller
            )
            try end.expect(200...299 ~= end.status, "2xx", got: "status \(end.status)")
            try await expectWhole(probe, try start.text("access_url"))
        },
    ]
}

extension Probe {
    /// Initiates an upload; not applicable where there is no storage.
    func initiate(
        _ path: String,
        type: String = "text/plain",
        name: String = "a.txt"
    ) async throws
        -> Exchange
    {
        let answer = try await send(
            .post,
            "\(try rest)/storage/\(path)",
            json: ["file_name": .string(JSONString(name)), "content_type": .string(JSONString(type))]
        )
        if answer.isAbsent { throw NotApplicable("the target has no storage") }
        try answer.expect(status: 200)
        return answer
    }

    /// Demands that there is storage, so that a refusal of it says something.
    func expectStorage() async throws {
        if target.kind == .live { return }
        let answer = try await send(
            .post,
            try rest + "/storage/upload/initiate?storage_type=fal-cdn-v3",
            json: ["file_name": "a.txt", "content_type": "text/plain"]
        )
        guard answer.status == 200, answer.json?["upload_url"] != nil else {
            throw NotApplicable("the target has no storage")
        }
    }

    /// Gets a token of the CDN; not applicable where there is no storage.
    func token() async throws -> Exchange {
        let answer = try await send(
            .post,
            try rest + "/storage/auth/token?storage_type=fal-cdn-v3",
            json: [:]
        )
        if answer.isAbsent { throw NotApplicable("the target gives no CDN tokens") }
        try answer.expect(status: 200)
        return answer
    }

    /// Uploads bytes in one piece, as Python does.
    func uploadWithToken(
        _ content: [UInt8],
        name: String,
        type: String,
        lifecycle: String? = nil
    ) async throws -> Exchange {
        let token = try await token()
        var headers: HTTPFields = [.contentType: type]
        if let field = HTTPField.Name("X-Fal-File-Name") { headers[field] = name }
        if let lifecycle, let field = HTTPField.Name("X-Fal-Object-Lifecycle") {
            headers[field] = lifecycle
        }
        return try await send(
            .post,
            try cdn + "/files/upload",
            body: content,
            headers,
            as: .header("Bearer " + (try token.text("token")))
        )
    }
}
