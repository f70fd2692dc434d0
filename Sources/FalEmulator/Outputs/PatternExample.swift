internal import JSONSchema

/// A text that a regular expression matches.
enum PatternExample {
    /// nil for an expression that is not understood.
    static func text(matching pattern: String) -> String? {
        guard let compiled = try? Pattern(pattern, as: .ecmaScript), let text = compiled.shortestText else {
            return nil
        }
        return compiled.matches(text) ? text : nil
    }
}
