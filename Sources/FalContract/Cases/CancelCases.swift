internal import FalAPI
internal import HTTPTypes
internal import JSON

extension ContractCase {
    private static let page = Evidence.documented("Queue: cancelling a request")

    /// Demands that an answer says that a request will end: 202, or 200 for one that was still queued.
    private static func expectAccepted(_ answer: Exchange, _ probe: Probe) throws {
        if answer.status == 200, !probe.has(.control) {
            try answer.expect(json: ["status": "OK"])
        } else {
            try answer.expect(status: 202, ["status": "CANCELLATION_REQUESTED"])
        }
        try answer.expect(type: "application/json")
    }

    /// Cancels a queued request and gives the poll that says it has ended; nil where none was queued long enough.
    private static func cancelled(_ probe: Probe) async throws -> Exchange? {
        try await probe.freeze()
        let job = try await probe.submit()
        let before = try await probe.status(job)
        guard try await probe.cancel(job).status != 400, before.json?["status"] == "IN_QUEUE" else {
            return nil
        }
        try await probe.thaw()
        for _ in 0..<probe.target.patience.polls {
            let poll = try await probe.status(job)
            if poll.json?["status"] == "COMPLETED" { return poll }
            if 400...499 ~= poll.status { return nil }
            try poll.expect(
                ["IN_QUEUE", "IN_PROGRESS"].contains(poll.json?["status"]?.string),
                "one of the three states"
            )
            try await probe.target.pause(probe.target.patience.interval)
        }
        throw Deviation(
            expected: "an end of the cancelled request",
            actual: "none in \(probe.target.patience.total)"
        )
    }

    /// The end of requests that somebody wants no more.
    static let cancelCases: [ContractCase] = [
        ContractCase(
            "queue.cancel.queued",
            "Cancelling a queued request is 202 CANCELLATION_REQUESTED, or 200 OK where it is removed at once.",
            page,
            .freeOnLive
        ) { probe in
            try await probe.freeze()
            let job = try await probe.submit()
            let answer = try await probe.cancel(job)
            if answer.status == 400 {
                try await probe.status(job).expect(json: ["status": "COMPLETED"])
                throw NotApplicable("the request had ended before it was cancelled")
            }
            try expectAccepted(answer, probe)
        },
        ContractCase(
            "queue.cancel.running",
            "Cancelling a running request is 202 CANCELLATION_REQUESTED.",
            page,
            .costsOnLive(.videoToAudio)
        ) { probe in
            let job = try await probe.submit()
            _ = try await probe.catchUp(job, "IN_PROGRESS")
            let answer = try await probe.cancel(job)
            if answer.status == 400, !probe.has(.control) {
                try await probe.status(job).expect(json: ["status": "COMPLETED"])
                throw NotApplicable("the request had ended before it was cancelled")
            }
            try answer.expect(status: 202, ["status": "CANCELLATION_REQUESTED"])
        },
        ContractCase(
            "queue.cancel.completed",
            "Cancelling a completed request is 400 ALREADY_COMPLETED, and its result stays.",
            page,
            .costsOnLive(.videoToAudio)
        ) { probe in
            let job = try await probe.submit()
            _ = try await probe.finish(job)
            let answer = try await probe.cancel(job)
            try answer.expect(status: 400, ["status": "ALREADY_COMPLETED"])
            try answer.expect(type: "application/json")
            try await probe.settled(job).expect(status: 200)
        },
        ContractCase(
            "queue.cancel.failed",
            "A request that was refused is completed: cancelling it is 400 ALREADY_COMPLETED.",
            page,
            .freeOnLive
        ) { probe in
            let job = try await probe.submit(.videoToAudio, [:])
            _ = try await probe.finish(job)
            try await probe.cancel(job).expect(status: 400, ["status": "ALREADY_COMPLETED"])
        },
        ContractCase(
            "queue.cancel.unknown-id",
            "Cancelling an unknown id is 404 NOT_FOUND.",
            page,
            .anywhere
        ) { probe in
            let url =
                "\(try probe.queue)/\(Endpoint.videoToAudio.application)/requests/\(unknownID)/cancel"
            try await probe.send(.put, url).expect(status: 404, ["status": "NOT_FOUND"])
        },
        ContractCase(
            "queue.cancel.reaches-the-end",
            "A cancelled request reaches COMPLETED, or is gone; it does not stay as it was.",
            .client(
                "fal-client 1.0.3: the worker thread polls on after client_timeout, and the process never exits else"
            ),
            .freeOnLive
        ) { probe in
            let job = try await probe.submit()
            try await probe.cancel(job).expect(status: 200, 202, 400)
            for _ in 0..<probe.target.patience.polls {
                let poll = try await probe.status(job)
                if 400...499 ~= poll.status { return }
                try poll.expect(status: 200, 202)
                if poll.json?["status"] == "COMPLETED" { return }
                try await probe.target.pause(probe.target.patience.interval)
            }
            throw Deviation(
                expected: "an end of the cancelled request",
                actual: "none in \(probe.target.patience.total)"
            )
        },
        ContractCase(
            "queue.cancel.status-afterwards",
            "A cancelled request is COMPLETED with error_type client_cancelled, unless it was too late; no fourth state.",
            .inferred("three states exist, and client_cancelled is a documented request error"),
            .freeOnLive
        ) { probe in
            // A request that starts at the very moment of its cancellation may end well; not three in a row.
            var poll = try await cancelled(probe)
            for _ in 0..<2 where poll?.json?["error_type"] == nil { poll = try await cancelled(probe) }
            guard let poll else {
                throw NotApplicable("requests end, or are gone, before they can be cancelled")
            }
            try poll.expect(
                status: 200,
                ["status": "COMPLETED", "error": JSONTemplate.word, "error_type": "client_cancelled"]
            )
        },
        ContractCase(
            "queue.cancel.result-afterwards",
            "The result of a cancelled request is 499 with error_type client_cancelled, unless it was too late.",
            .inferred(
                "code and type documented under Request errors; the text from fal 1.83.0, RequestCancelledException"
            ),
            .freeOnLive
        ) { probe in
            try await probe.freeze()
            let job = try await probe.submit()
            try await probe.cancel(job).expect(status: 200, 202, 400)
            try await probe.thaw()
            let poll = try await probe.finish(job)
            let result = try await probe.result(job)
            guard probe.has(.control) || poll.json?["error_type"] != nil else {
                try result.expect(status: 200, 404, 410, 499)
                return
            }
            try result.expect(
                status: 499,
                ["detail": "Request cancelled by the client.", "error_type": "client_cancelled"]
            )
            try result.expect(.falErrorType, "client_cancelled")
        },
        ContractCase(
            "queue.cancel.twice",
            "Cancelling a second time is accepted again until the end, and 400 ALREADY_COMPLETED after it.",
            .inferred("the state decides, not the caller"),
            .freeOnLive
        ) { probe in
            let job = try await probe.submit()
            try await probe.cancel(job).expect(status: 200, 202, 400)
            let second = try await probe.cancel(job)
            try second.expect(status: 200, 202, 400, 404)
            if second.status == 400 { try second.expect(json: ["status": "ALREADY_COMPLETED"]) }
            _ = try await probe.poll(job)
            try await probe.cancel(job).expect(status: 400, ["status": "ALREADY_COMPLETED"])
        },
        ContractCase(
            "queue.cancel.is-a-put",
            "Cancelling is a PUT; GET and POST cancel nothing and are 405.",
            .client("all clients send PUT; 405 after RFC 9110"),
            .freeOnLive,
            severity: .additive
        ) { probe in
            let job = try await probe.submit()
            for method in [HTTPRequest.Method.get, .post] {
                let answer = try await probe.send(method, job.cancel)
                try expectNotAllowed(answer, "PUT", probe)
            }
            if probe.target.kind == .live { return }
            try await probe.finish(job).expect(absent: "error_type")
        },
        ContractCase(
            "queue.cancel.full-id-in-the-path",
            "A request can also be cancelled under the endpoint's full id.",
            .documented("OpenAPI documents of the models"),
            .freeOnLive
        ) { probe in
            try await probe.freeze()
            let job = try await probe.submit(.lipsync)
            let url = "\(try probe.queue)/\(Endpoint.lipsync.id)/requests/\(job.id)/cancel"
            try await probe.send(.put, url).expect(status: 200, 202, 400)
        },
        ContractCase(
            "queue.cancel.too-late",
            "A running request may complete although it was cancelled, and then its result is good.",
            .documented("Cancelling: a running request may still complete and be billed"),
            .emulatorOnly("chance, on live"),
            needs: [.queue, .control]
        ) { probe in
            let job = try await probe.submit(.videoToAudio, nil, Probe.scenario("cancel_too_late"))
            _ = try await probe.catchUp(job, "IN_PROGRESS")
            try await probe.cancel(job).expect(status: 202)
            _ = try await probe.finish(job)
            try await probe.result(job).expect(status: 200)
        },
    ]
}
