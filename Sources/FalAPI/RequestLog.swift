internal import JSON

/// One line of a request's log.
///
/// On the wire it is a superset of the three shapes in evidence: flat `level` and `source` (@fal-ai/client 1.10.1,
/// fal-client 1.0.3) and the same under `labels` (fal-swift needs `labels.level`, fal-java reads it).
public struct RequestLog: Sendable, Hashable {
    /// When the line was written, in microseconds since the Unix epoch.
    public var timestamp: Int64
    /// How serious the line is.
    public var level: Level
    /// The text.
    public var message: String

    /// The levels that fal's clients know.
    public enum Level: String, Sendable, CaseIterable {
        case stderr = "STDERR"
        case stdout = "STDOUT"
        case error = "ERROR"
        case info = "INFO"
        case warn = "WARN"
        case debug = "DEBUG"
    }

    /// Makes a line.
    public init(timestamp: Int64, level: Level, message: String) {
        self.timestamp = timestamp
        self.level = level
        self.message = message
    }

    /// Writes lines as a JSON array.
    static func write(_ logs: [RequestLog], to writer: inout JSONWriter) {
        writer.raw("[")
        for (index, log) in logs.enumerated() {
            if index > 0 { writer.raw(",") }
            writer.raw(#"{"timestamp":"#)
            writer.string(CivilTime(microseconds: log.timestamp).logStamp)
            writer.raw(#","level":"#)
            writer.string(log.level.rawValue)
            writer.raw(#","source":"USER","message":"#)
            writer.string(log.message)
            writer.raw(#","labels":{"level":"#)
            writer.string(log.level.rawValue)
            writer.raw(#","source":"USER"}}"#)
        }
        writer.raw("]")
    }
}
