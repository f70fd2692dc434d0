extension ContractReport {
    /// JUnit's XML, as most CI systems read it.
    var junit: String {
        let total = results.reduce(0) { $0 + $1.seconds }
        var lines = [
            #"<?xml version="1.0" encoding="UTF-8"?>"#,
            "<testsuite name=\"\(Self.escaped("falsework contract: " + target))\" tests=\"\(results.count)\" "
                + "failures=\"\(deviating.count)\" errors=\"0\" skipped=\"\(notApplicable + unavailable)\" "
                + "time=\"\(Self.decimal(total))\">",
        ]
        for result in results {
            let head =
                "  <testcase classname=\"\(Self.escaped(result.contractCase.subject))\" "
                + "name=\"\(Self.escaped(result.contractCase.id))\" time=\"\(Self.decimal(result.seconds))\""
            switch result.outcome {
            case .holds: lines.append(head + "/>")
            case .deviates(let grade, let deviation):
                lines.append(head + ">")
                lines.append(
                    "    <failure type=\"\(grade.rawValue)\" message=\"\(Self.escaped("expected " + deviation.expected))\">"
                        + Self.escaped(result.explanation) + "</failure>"
                )
                lines.append("  </testcase>")
            case .notApplicable(let reason), .unavailable(let reason):
                lines.append(
                    head + "><skipped message=\"\(Self.escaped(result.word + ": " + reason))\"/></testcase>"
                )
            }
        }
        return (lines + ["</testsuite>", ""]).joined(separator: "\n")
    }

    /// Seconds with three digits after the point.
    static func decimal(_ seconds: Double) -> String {
        let thousandths = Int((seconds * 1_000).rounded())
        let rest = String(thousandths % 1_000)
        return "\(thousandths / 1_000)." + String(repeating: "0", count: 3 - rest.count) + rest
    }

    /// A text for XML, without the characters that it does not know.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\n", "\t": escaped.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
                escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
