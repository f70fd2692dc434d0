internal import HTTPTypes
internal import JSON

extension ContractCase {
    private static let apart = Evidence.inferred(
        "nobody has shown what another user's valid key gets; an unknown id is 404"
    )

    /// What users can do to each other: nothing.
    static let isolationCases: [ContractCase] = [
        ContractCase(
            "isolation.others-see-nothing",
            "Another user's status, stream and result do not exist: 404 NOT_FOUND.",
            apart,
            .freeOnLive,
            needs: [.queue, .otherKey]
        ) { probe in
            let job = try await probe.submit()
            for url in [job.status, job.stream, job.url] {
                let answer = try await probe.send(.get, url, as: .other, isRefusalExpected: true)
                if answer.status == 401, probe.target.keys.other == nil {
                    throw NotApplicable("the target takes one key only; name another with --other-key")
                }
                try answer.expect(status: 404, ["status": "NOT_FOUND"])
            }
        },
        ContractCase(
            "isolation.others-cancel-nothing",
            "Another user's cancel is 404 NOT_FOUND and changes nothing.",
            apart,
            .freeOnLive,
            needs: [.queue, .otherKey]
        ) { probe in
            try await probe.freeze()
            let job = try await probe.submit()
            let answer = try await probe.cancel(job, as: .other)
            if answer.status == 401, probe.target.keys.other == nil {
                throw NotApplicable("the target takes one key only; name another with --other-key")
            }
            try answer.expect(status: 404, ["status": "NOT_FOUND"])
            let poll = try await probe.status(job)
            try poll.expect(poll.json?["error_type"] == nil, "a request that goes on")
        },
        ContractCase(
            "isolation.after-the-end",
            "A completed request's result is its user's alone.",
            apart,
            .freeOnLive,
            needs: [.queue, .otherKey]
        ) { probe in
            let job = try await probe.submit(.videoToAudio, [:])
            _ = try await probe.finish(job)
            for url in [job.url, job.url + "/response", job.status] {
                let answer = try await probe.send(.get, url, as: .other, isRefusalExpected: true)
                if answer.status == 401, probe.target.keys.other == nil {
                    throw NotApplicable("the target takes one key only; name another with --other-key")
                }
                try answer.expect(status: 404, ["status": "NOT_FOUND"])
            }
        },
        ContractCase(
            "isolation.clocks",
            "Time that one key moves stands still for others.",
            .inferred("worlds are Falsework's own"),
            .emulatorOnly("clocks are Falsework's own"),
            needs: [.queue, .control]
        ) { probe in
            try await probe.freeze()
            let job = try await probe.submit()
            guard let base = probe.target.services.control else { return }
            let clock = "\(base)/_falsework/v1/clock"
            try await probe.send(.put, clock, json: ["mode": "manual"], as: .other).expect(status: 200)
            try await probe.send(.post, clock + "/advance", json: ["seconds": 60], as: .other).expect(
                status: 200
            )
            try await probe.status(job).expect(status: 202, ["status": "IN_QUEUE"])
        },
    ]
}
