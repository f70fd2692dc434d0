/// Pages that are made of the cases, so that they cannot say what no case demands.
public enum ContractPages {
    /// The cases as a list for people and `grep`.
    public static func text(_ cases: [ContractCase]) -> String {
        cases.map {
            "\($0.id)\n  \($0.behaviour)\n  \($0.scope), \($0.severity.rawValue); \($0.evidence)\n"
        }.joined()
    }

    /// A table of the cases.
    public static func markdown(_ cases: [ContractCase]) -> String {
        var lines = [
            "| case | behaviour | evidence | on live | when it fails |",
            "| --- | --- | --- | --- | --- |",
        ]
        for one in cases {
            lines.append(
                "| `\(one.id)` | \(ContractReport.plain(one.behaviour)) | \(ContractReport.plain(one.evidence.description)) | "
                    + "\(liveWord(one)) | \(one.severity.rawValue) |"
            )
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A table of the subjects, for the README.
    public static func summary(_ cases: [ContractCase] = ContractCase.all) -> String {
        var lines = ["| behaviour | cases and their evidence |", "| --- | --- |"]
        for subject in Subject.all {
            let own = cases.filter(subject.covers)
            if own.isEmpty { continue }
            let marks = Evidence.Mark.allCases.compactMap { mark -> String? in
                let those = own.filter { $0.evidence.mark == mark }
                if those.isEmpty { return nil }
                let newest = those.compactMap { $0.evidence.date?.split(separator: " ").last?.prefix(7) }
                    .max()
                return "\(those.count) \(mark.rawValue)" + (newest.map { " (\($0))" } ?? "")
            }
            lines.append("| \(subject.title) | \(marks.joined(separator: ", ")) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The page of all behaviours, for DocC.
    public static func behaviours(_ cases: [ContractCase] = ContractCase.all) -> String {
        var text = """
            # What is demanded

            Every case of the suite: \(cases.count) of them.

            This page is made by `script/pages`. *captured*: seen in an answer of the live service. *documented*: in fal's
            documentation. *client*: an official client sends it or relies on it. *reported*: claimed by others without the
            bytes. *inferred*: nobody has shown it.

            """
        for subject in Subject.all {
            let own = cases.filter(subject.covers)
            if own.isEmpty { continue }
            text += "\n## \(subject.prefix)\n\n\(subject.title).\n\n" + markdown(own)
        }
        return text
    }

    /// The page of differences from the live service, for DocC.
    public static func differences(_ cases: [ContractCase] = ContractCase.all) -> String {
        var lines = [
            "# Differences from the live service", "",
            "What Falsework does otherwise on purpose, and what it does without anybody having shown that live does the same.",
            "",
            "This page is made by `script/pages`.", "",
            "## On purpose", "", "| Falsework | why |", "| --- | --- |",
        ]
        for difference in KnownDifference.all {
            lines.append(
                "| \(ContractReport.plain(difference.what)) | \(ContractReport.plain(difference.why)) |"
            )
        }
        lines += [
            "", "## Inferred", "",
            "Live may differ here; each behaviour stands in one place and is easy to change.", "",
            "| case | behaviour | inferred from |", "| --- | --- | --- |",
        ]
        for one in cases where one.evidence.mark == .inferred {
            lines.append(
                "| `\(one.id)` | \(ContractReport.plain(one.behaviour)) | \(ContractReport.plain(one.evidence.source)) |"
            )
        }
        lines += ["", "## Never asked of live", "", "| case | why |", "| --- | --- |"]
        for one in cases {
            if case .emulatorOnly(let reason) = one.scope {
                lines.append("| `\(one.id)` | \(ContractReport.plain(reason)) |")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func liveWord(_ one: ContractCase) -> String {
        switch one.scope {
        case .anywhere, .freeOnLive: "free"
        case .costsOnLive: "costs money"
        case .emulatorOnly: "no"
        }
    }
}
