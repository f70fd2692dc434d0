/// What people and scripts read. Lines leave at once, also into a pipe: a script waits for `Ready.`.
enum Console {
    /// Writes a line to standard output.
    static func line(_ text: String) { System.write(Array((text + "\n").utf8), to: System.standardOutput) }

    /// Writes a text to standard output as it is.
    static func text(_ text: String) { System.write(Array(text.utf8), to: System.standardOutput) }

    /// Writes a line to standard error.
    static func error(_ text: String) { System.write(Array((text + "\n").utf8), to: System.standardError) }
}
