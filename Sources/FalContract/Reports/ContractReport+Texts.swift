internal import JSON

extension ContractReport {
    /// A report for other programs.
    var json: String {
        let cases = results.map { result -> JSONValue in
            var entry: JSONObject = [
                "id": .string(JSONString(result.contractCase.id)),
                "behaviour": .string(JSONString(result.contractCase.behaviour)),
                "outcome": .string(JSONString(result.word)),
                "seconds": .number(.double(result.seconds)),
                "evidence": .string(JSONString(result.contractCase.evidence.description)),
                "scope": .string(JSONString(result.contractCase.scope.description)),
            ]
            if let reason = result.reason { entry["reason"] = .string(JSONString(reason)) }
            if let deviation = result.deviation, let grade = result.grade {
                entry["grade"] = .string(JSONString(grade.rawValue))
                entry["expected"] = .string(JSONString(deviation.expected))
                entry["actual"] = .string(JSONString(deviation.actual))
                if let exchange = deviation.exchange {
                    entry["request"] = .string(JSONString(exchange.curl))
                    entry["answer"] = .string(JSONString(exchange.answerLine))
                }
            }
            return .object(entry)
        }
        let body: JSONValue = [
            "target": .string(JSONString(target)),
            "kind": .string(JSONString(kind.rawValue)),
            "started_at": .number(.integer(startedAt)),
            "holds": .number(.integer(Int64(holding))),
            "deviates": .number(.integer(Int64(deviating.count))),
            "not_applicable": .number(.integer(Int64(notApplicable))),
            "unavailable": .number(.integer(Int64(unavailable))),
            "cases": .array(cases),
        ]
        return String(decoding: body.serialized(), as: UTF8.self) + "\n"
    }

    /// A report for people who read it on the web.
    var markdown: String {
        var lines = ["# falsework contract", "", Self.plain(summary), ""]
        if !deviating.isEmpty {
            lines += ["| case | grade | expected | got | evidence |", "| --- | --- | --- | --- | --- |"]
            for result in deviating {
                guard let deviation = result.deviation, let grade = result.grade else { continue }
                lines.append(
                    "| `\(result.contractCase.id)` | \(grade.rawValue) | \(Self.plain(deviation.expected)) | "
                        + "\(Self.plain(deviation.actual)) | \(Self.plain(result.contractCase.evidence.description)) |"
                )
            }
            lines.append("")
        }
        let undecided = results.filter { $0.reason != nil }
        if !undecided.isEmpty {
            lines += ["| not decided | why |", "| --- | --- |"]
            for result in undecided {
                let reason = Self.plain(result.reason ?? "")
                lines.append("| `\(result.contractCase.id)` | \(result.word): \(reason) |")
            }
            lines.append("")
        }
        return lines.joined(separator: "\n")
    }

    /// GitHub's workflow commands: one annotation a deviation.
    var github: String {
        var lines: [String] = []
        for result in deviating {
            let command = result.grade == .breaking ? "error" : "warning"
            lines.append(
                "::\(command) title=\(Self.property(result.contractCase.id))::\(Self.data(result.explanation))"
            )
        }
        lines.append("::notice title=falsework contract::\(Self.data(summary))")
        return lines.joined(separator: "\n") + "\n"
    }

    /// A text in a cell of a table.
    static func plain(_ text: String) -> String {
        text.replacing("|", with: "\\|").replacing("\n", with: " ").replacing("<", with: "&lt;")
    }

    private static func data(_ text: String) -> String {
        text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
    }

    private static func property(_ text: String) -> String {
        data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
}
