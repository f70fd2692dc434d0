internal import FalAPI
public import JSON

extension Snapshot {
    /// The last result of a recorded case as a scenario's file: what was seen on live can be played offline.
    ///
    /// Nil when the case fetched none, or when it named files of a run, which a scenario has to bring with it.
    /// - Parameters:
    ///   - endpoint: the endpoint that the case submits to.
    ///   - day: the day of the record, as in `2026-11-25`.
    public func scenario(endpoint: Endpoint, day: String) -> JSONValue? {
        let prefix = "GET <queue>/\(endpoint.application)/requests/<id>"
        guard let result = exchanges.last(where: { $0.request == prefix }), result.status == 422,
            let entries = result.body["detail"]?.array, let first = entries.first, first["url"] != nil
        else { return nil }
        let errors = entries.map { entry -> JSONValue in
            var error: JSONObject = [:]
            for name in ["type", "msg", "loc", "ctx"] as [JSONString] {
                if let value = entry.object?[name] { error[name] = value }
            }
            return .object(error)
        }
        return [
            "format": 1,
            "endpoint": .string(JSONString(endpoint.id)),
            "name": .string(JSONString("recorded_" + (first["type"]?.string ?? "error"))),
            "description": .string(JSONString("Recorded by the case \(caseID).")),
            "provenance": [
                "mark": "captured", "source": .string(JSONString("falsework contract --record, \(target)")),
                "date": .string(JSONString(day)),
            ],
            "timeline": ["queue": 0.3, "run": 0.7],
            "outcome": [
                "model_error": [
                    "status": .number(.integer(Int64(result.status))),
                    "retryable": .bool(result.headers["x-fal-needs-retry"] == "true"),
                    "errors": .array(errors),
                ]
            ],
        ]
    }
}
