internal import HTTPTypes
internal import JSON

extension Probe {
    /// Calls Falsework's control API about the world of a caller, by default the case's own.
    @discardableResult
    func control(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: JSONValue? = nil,
        as caller: Caller = .main
    ) async throws
        -> Exchange
    {
        guard has(.control), let base = target.services.control else {
            throw NotApplicable("the target has no control API")
        }
        let answer = try await send(method, "\(base)/_falsework/v1/\(path)", json: body, as: caller)
        try answer.expect(200...299 ~= answer.status, "that control does as it is told")
        return answer
    }

    /// Sets the clock of the case's world.
    func clock(_ mode: String) async throws {
        try await control(.put, "clock", ["mode": .string(JSONString(mode))])
    }

    /// Moves a manual clock.
    func advance(_ seconds: Double) async throws {
        try await control(.post, "clock/advance", ["seconds": .number(.double(seconds))])
    }

    /// Stops time where that can be done, so that what was just submitted stays in the queue.
    func freeze() async throws {
        if has(.control) { try await clock("manual") }
    }

    /// Lets time run again.
    func thaw() async throws {
        if has(.control) { try await clock("auto") }
    }

    /// The header field that chooses a scenario.
    static func scenario(_ text: String) -> HTTPFields {
        HTTPField.Name("x-falsework-scenario").map { [$0: text] } ?? [:]
    }
}
