internal import FalAPI
internal import HTTPTypes
internal import JSON

extension ContractCase {
    private static let serverProxy = Evidence.client(
        "@fal-ai/server-proxy and @fal-ai/client 1.10.1, proxyUrl"
    )

    private static let host = "https://queue.fal.run/"

    /// What the official clients send through a proxy of the application's own.
    static let proxyCases: [ContractCase] = [
        ContractCase(
            "proxy.submit-and-result",
            "A submit, a poll and a result through the proxy are as without it, queries included.",
            serverProxy,
            .emulatorOnly("the proxy is the target's own"),
            needs: [.proxy]
        ) { probe in
            let answer = try await probe.proxied(
                .post,
                host + Endpoint.videoToAudio.id,
                json: Endpoint.videoToAudio.input
            )
            try answer.expect(status: 200, ["status": "IN_QUEUE", "request_id": JSONTemplate.word])
            let id = try answer.text("request_id")
            try answer.expect(.falRequestID, id)
            let url = "\(host)\(Endpoint.videoToAudio.application)/requests/\(id)"
            for _ in 0..<probe.target.patience.polls {
                let poll = try await probe.proxied(.get, url + "/status?logs=1")
                try poll.expect(status: 200, 202)
                try poll.expect(
                    poll.json?["logs"]?.array != nil,
                    "a list of logs, since the target URL asks for it"
                )
                if poll.json?["status"] == "COMPLETED" { break }
                try await probe.target.pause(probe.target.patience.interval)
            }
            let result = try await probe.proxied(.get, url)
            try result.expect(status: 200, outputTemplate(.videoToAudio))
            try result.expect(.falRequestID, id)
            try expectUnits(result)
        },
        ContractCase(
            "proxy.run",
            "A run through the proxy is answered with the output.",
            serverProxy,
            .emulatorOnly("the proxy is the target's own"),
            needs: [.proxy]
        ) { probe in
            let answer = try await probe.proxied(
                .post,
                "https://fal.run/" + Endpoint.lipsync.id,
                json: Endpoint.lipsync.input
            )
            try answer.expect(status: 200, outputTemplate(.lipsync))
        },
        ContractCase(
            "proxy.cancel",
            "PUT goes through the proxy: a request can be cancelled.",
            serverProxy,
            .emulatorOnly("the proxy is the target's own"),
            needs: [.proxy]
        ) { probe in
            let answer = try await probe.proxied(
                .post,
                host + Endpoint.lipsync.id,
                json: Endpoint.lipsync.input
            )
            let id = try answer.text("request_id")
            let cancel = try await probe.proxied(
                .put,
                "\(host)\(Endpoint.lipsync.application)/requests/\(id)/cancel"
            )
            try cancel.expect(status: 200, 202, 400)
        },
        ContractCase(
            "proxy.stream",
            "A status stream goes through the proxy.",
            serverProxy,
            .emulatorOnly("the proxy is the target's own"),
            needs: [.proxy]
        ) { probe in
            let answer = try await probe.proxied(
                .post,
                host + Endpoint.lipsync.id,
                json: Endpoint.lipsync.input
            )
            let id = try answer.text("request_id")
            let stream = try await probe.proxied(
                .get,
                "\(host)\(Endpoint.lipsync.application)/requests/\(id)/status/stream",
                [.accept: "text/event-stream"]
            )
            try stream.expect(type: "text/event-stream")
            try stream.expect(try EventStream(stream).states.last == "COMPLETED", "COMPLETED at the end")
        },
        ContractCase(
            "proxy.errors-pass",
            "A refusal passes through the proxy with its status and fal's header fields.",
            serverProxy,
            .emulatorOnly("the proxy is the target's own"),
            needs: [.proxy]
        ) { probe in
            let answer = try await probe.proxied(
                .post,
                "https://fal.run/" + Endpoint.videoToAudio.id,
                json: [:]
            )
            try answer.expect(
                status: 422,
                ["detail": [["type": "missing", "loc": ["body", "video_url"]]]]
            )
            try answer.expect(.falBillableUnits, "0")
            let unknown = "\(host)\(Endpoint.videoToAudio.application)/requests/\(unknownID)/status"
            try await probe.proxied(.get, unknown).expect(status: 404, ["status": "NOT_FOUND"])
        },
        ContractCase(
            "proxy.without-target",
            "A request without x-fal-target-url is refused.",
            serverProxy,
            .emulatorOnly("the proxy is the target's own"),
            needs: [.proxy]
        ) { probe in
            try await probe.expectProxy()
            for method in [HTTPRequest.Method.post, .get] {
                let answer = try await probe.send(
                    method,
                    probe.target.services.proxy ?? "",
                    json: method == .post ? [:] : nil
                )
                try answer.expect(status: 400, 404, 405, 412)
            }
        },
        ContractCase(
            "proxy.other-hosts",
            "Only fal's own hosts are targets, and names that merely look like them are not.",
            serverProxy,
            .emulatorOnly("the proxy is the target's own"),
            needs: [.proxy]
        ) { probe in
            try await probe.expectProxy()
            for url in [
                "https://example.com/", "https://evilfal.run/fal-ai/kling-video/video-to-audio",
                "https://fal.run.evil.example/fal-ai/kling-video/video-to-audio",
                "https://queue.fal.run.evil.example/fal-ai/kling-video/requests/x/status",
                "https://queue.fal.run@evil.example/fal-ai/kling-video/video-to-audio",
                "https://evil.example/?https://fal.run/",
                "https://evil.example/fal.run/fal-ai/kling-video/video-to-audio", "file:///etc/passwd",
                "ftp://fal.run/", "https://evil.example#.fal.run", "not a url",
            ] {
                let answer = try await probe.proxied(.post, url, json: Endpoint.videoToAudio.input)
                try answer.expect(
                    [400, 403, 412, 500].contains(answer.status),
                    "a refusal of \(url): 400 or 412",
                    got: "status \(answer.status)"
                )
                if answer.status == 400 { try answer.expect(json: "Invalid request") }
            }
        },
        ContractCase(
            "proxy.callers-key-counts",
            "A caller's own key wins over the proxy's, and is checked.",
            serverProxy,
            .emulatorOnly("the proxy is the target's own"),
            needs: [.proxy]
        ) { probe in
            let answer = try await probe.proxied(
                .post,
                host + Endpoint.videoToAudio.id,
                json: Endpoint.videoToAudio.input,
                as: .header("Key abc")
            )
            try answer.expect(status: 401)
        },
        ContractCase(
            "proxy.adds-its-key",
            "A caller without a key is served with the proxy's.",
            serverProxy,
            .emulatorOnly("the proxy is the target's own"),
            needs: [.proxy]
        ) { probe in
            let answer = try await probe.proxied(
                .post,
                host + Endpoint.videoToAudio.id,
                json: Endpoint.videoToAudio.input,
                as: .nobody
            )
            try answer.expect(status: 200, ["status": "IN_QUEUE"])
        },
        ContractCase(
            "proxy.urls-are-its-own",
            "URLs in bodies that came through the proxy lead to the target, not to fal.",
            .client("@fal-ai/client 1.10.1 puts uploads past the proxy"),
            .emulatorOnly("the proxy is the target's own"),
            needs: [.proxy, .exactBytes]
        ) { probe in
            let answer = try await probe.proxied(
                .post,
                host + Endpoint.lipsync.id,
                json: Endpoint.lipsync.input
            )
            for name in ["response_url", "status_url", "cancel_url"] {
                let url = try answer.text(name)
                try answer.expect(
                    !url.contains("//queue.fal.run"),
                    "a \(name) of the target's own",
                    got: url
                )
            }
            try await probe.send(.get, try answer.text("status_url")).expect(status: 200, 202)
        },
    ]
}

extension Probe {
    /// Sends a request by way of the proxy; not applicable where there is none.
    func proxied(
        _ method: HTTPRequest.Method,
        _ url: String,
        json: JSONValue? = nil,
        _ headers: HTTPFields = [:],
        as caller: Caller = .main
    ) async throws -> Exchange {
        var headers = headers
        headers[.falTargetURL] = url
        let answer = try await send(
            method,
            target.services.proxy ?? "",
            json: json,
            headers,
            as: caller
        )
        if answer.isAbsent, answer.json?["status"] == nil,
            answer.json?["detail"]?.string?.hasPrefix("Path") != true
        {
            throw NotApplicable("the target has no proxy at \(target.services.proxy ?? "")")
        }
        return answer
    }

    /// Demands that there is a proxy, so that a refusal of it says something.
    func expectProxy() async throws {
        _ = try await proxied(.post, "https://fal.run/" + Endpoint.videoToAudio.id, json: [:])
    }
}
