internal import HTTPTypes
internal import JSON

extension ContractCase {
    private static let javaScript = Evidence.client("@fal-ai/client 1.10.1, storage.ts")
    private static let python = Evidence.client("fal-client 1.0.3, client.py")
    static let files = "a file costs a little on live, and stays there"

    /// Uploads in one piece, and the tokens for them.
    static let storageCases: [ContractCase] = [
        ContractCase(
            "storage.initiate",
            "Initiating an upload gives an upload_url and a file_url, under every storage_type that clients send.",
            .client("@fal-ai/client 1.10.1; fal-client 1.0.3 falls back to gcs; fal-swift sends none"),
            .emulatorOnly(files),
            needs: [.storage]
        ) { probe in
            for query in ["?storage_type=fal-cdn-v3", "?storage_type=gcs", ""] {
                let answer = try await probe.initiate("upload/initiate" + query)
                for name in ["upload_url", "file_url"] {
                    let url = try answer.text(name)
                    try answer.expect(
                        probe.target.services.cover(url),
                        "a \(name) of the target's own",
                        got: url
                    )
                }
            }
        },
        ContractCase(
            "storage.upload",
            "What is put at the upload_url, without credentials, is found at the file_url, with its type and every byte.",
            javaScript,
            .emulatorOnly(files),
            needs: [.storage]
        ) { probe in
            let content = Array("sound \u{0}\r\n of silence ".utf8) + (0...255).map { UInt8($0) }
            let answer = try await probe.initiate(
                "upload/initiate?storage_type=fal-cdn-v3",
                type: "audio/mpeg",
                name: "a b.mp3"
            )
            let put = try await probe.send(
                .put,
                try answer.text("upload_url"),
                body: content,
                [.contentType: "audio/mpeg"],
                as: .nobody
            )
            try put.expect(200...299 ~= put.status, "2xx", got: "status \(put.status)")
            let url = try answer.text("file_url")
            try answer.expect(url.hasSuffix(".mp3"), "a file_url with the extension .mp3", got: url)
            let file = try await probe.send(.get, url, as: .nobody)
            try file.expect(status: 200)
            try file.expect(
                file.body == content,
                "the \(content.count) bytes that were put",
                got: "\(file.body.count) others"
            )
            try file.expect(type: "audio/mpeg")
        },
        ContractCase(
            "storage.uploads-differ",
            "Two uploads of one name are two files.",
            javaScript,
            .emulatorOnly(files),
            needs: [.storage]
        ) { probe in
            let first = try await probe.initiate("upload/initiate?storage_type=fal-cdn-v3").text(
                "file_url"
            )
            let second = try await probe.initiate("upload/initiate?storage_type=fal-cdn-v3")
            try second.expect(try second.text("file_url") != first, "another URL than \(first)")
        },
        ContractCase(
            "storage.uploads-are-inputs",
            "An uploaded file's URL is a good input.",
            .documented("Files"),
            .emulatorOnly(files),
            needs: [.storage, .queue]
        ) { probe in
            let answer = try await probe.initiate(
                "upload/initiate?storage_type=fal-cdn-v3",
                type: "video/mp4",
                name: "a.mp4"
            )
            let url = try answer.text("file_url")
            _ = try await probe.submit(.videoToAudio, ["video_url": .string(JSONString(url))])
        },
        ContractCase(
            "storage.token",
            "A CDN token is a Bearer with a base_url, and ends at a time with an offset that old Pythons can read.",
            .client("fal-client 1.0.3 on Python 3.9 and 3.10: no Z, and a fraction of 0, 3 or 6 digits"),
            .freeOnLive,
            needs: [.storage]
        ) { probe in
            let answer = try await probe.token()
            try answer.expect(json: [
                "token": JSONTemplate.word, "token_type": "Bearer", "base_url": JSONTemplate.word,
            ])
            let base = try answer.text("base_url")
            try answer.expect(
                probe.target.services.cover(base),
                "a base_url of the target's own",
                got: base
            )
            let end = try answer.text("expires_at")
            let zone = end.suffix(6)
            let fraction = end.dropFirst(19).dropLast(6)
            try answer.expect(
                isTimestamp(end) && "+-".contains(zone.first ?? "x") && [0, 4, 7].contains(fraction.count),
                "a time like 2026-01-01T00:00:00+00:00",
                got: end
            )
        },
        ContractCase(
            "storage.token-needs-a-key",
            "A CDN token and an upload are for those with a key alone: 401.",
            .captured("2026-09", "a probe without a key"),
            .anywhere,
            needs: [.storage]
        ) { probe in
            try await probe.expectStorage()
            for path in ["auth/token", "upload/initiate", "upload/initiate-multipart"] {
                let answer = try await probe.send(
                    .post,
                    "\(try probe.rest)/storage/\(path)?storage_type=fal-cdn-v3",
                    json: ["file_name": "a.txt", "content_type": "text/plain"],
                    as: .nobody
                )
                try answer.expect(status: 401, ["detail": "Authorization header is required"])
            }
        },
        ContractCase(
            "storage.upload-with-token",
            "A POST of bytes to files/upload with the token gives an access_url, where they are found.",
            python,
            .emulatorOnly(files),
            needs: [.storage]
        ) { probe in
            let content = Array("hello from Python".utf8)
            let answer = try await probe.uploadWithToken(content, name: "hello.txt", type: "text/plain")
            try answer.expect(status: 200)
            let url = try answer.text("access_url")
            try answer.expect(
                probe.target.services.cover(url),
                "an access_url of the target's own",
                got: url
            )
            try answer.expect(url.hasSuffix(".txt"), "an access_url with the extension .txt", got: url)
            let file = try await probe.send(.get, url, as: .nobody)
            try file.expect(status: 200)
            try file.expect(file.body == content, "the bytes that were sent", got: file.text)
            try file.expect(type: "text/plain")
        },
        ContractCase(
            "storage.bad-token",
            "An upload with a token that was never given is refused.",
            .inferred("a token that anybody may make up would be none"),
            .anywhere,
            needs: [.storage]
        ) { probe in
            _ = try await probe.token()
            let answer = try await probe.send(
                .post,
                try probe.cdn + "/files/upload",
                body: [1, 2, 3],
                [.contentType: "text/plain"],
                as: .header("Bearer made.up.token")
            )
            try answer.expect(status: 401, 403)
        },
        ContractCase(
            "storage.delete-is-forbidden",
            "Nobody may delete a file: 403.",
            .captured("2026-08", "measurements of CDN uploads"),
            .emulatorOnly(files),
            needs: [.storage, .exactBytes],
            severity: .additive
        ) { probe in
            let answer = try await probe.uploadWithToken(
                [1],
                name: "a.bin",
                type: "application/octet-stream"
            )
            let deletion = try await probe.send(.delete, try answer.text("access_url"))
            try deletion.expect(status: 403)
        },
        ContractCase(
            "storage.lifecycle",
            "A lifecycle shows in HEAD as the time of the end in milliseconds; one that cannot be read is ignored.",
            .captured("2026-08", "measurements of CDN uploads"),
            .emulatorOnly(files),
            needs: [.storage, .exactBytes],
            severity: .additive
        ) { probe in
            let bad = try await probe.uploadWithToken(
                [1],
                name: "a.bin",
                type: "text/plain",
                lifecycle: "nonsense"
            )
            try bad.expect(status: 200)
            let good = try await probe.uploadWithToken(
                [1],
                name: "a.bin",
                type: "text/plain",
                lifecycle: #"{"expiration_duration_seconds":3600}"#
            )
            let head = try await probe.send(.head, try good.text("access_url"), as: .nobody)
            let name = HTTPField.Name("x-fal-object-lifecycle-expiration")
            let end = Int64(name.flatMap { head[$0] } ?? "") ?? 0
            try head.expect(end > 1_000_000_000_000, "x-fal-object-lifecycle-expiration in milliseconds")
        },
        ContractCase(
            "tokens.are-texts",
            "A token for realtime and streams is a JSON string.",
            .client("@fal-ai/client 1.10.1 and fal-client 1.0.3: POST tokens/"),
            .freeOnLive,
            needs: [.storage]
        ) { probe in
            let answer = try await probe.send(
                .post,
                try probe.rest + "/tokens/",
                json: ["allowed_apps": ["kling-video"], "token_expiration": 120]
            )
            if answer.isAbsent { throw NotApplicable("the target gives no tokens") }
            try answer.expect(status: 200, 201)
            try answer.expect(json: JSONTemplate.word)
        },
        ContractCase(
            "tokens.need-a-key",
            "A token for realtime is for those with a key alone: 401.",
            .captured("2026-09", "a probe of the REST host without a key"),
            .anywhere,
            needs: [.storage]
        ) { probe in
            let answer = try await probe.send(
                .post,
                try probe.rest + "/tokens/",
                json: ["allowed_apps": ["x"]],
                as: .nobody
            )
            if answer.isAbsent { throw NotApplicable("the target gives no tokens") }
            try answer.expect(status: 401)
        },
    ]
}
