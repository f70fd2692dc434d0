/// A file that the emulator was told to use and cannot: which, where in it, and why.
public struct LoadError: Error, Sendable, CustomStringConvertible {
    /// The file or directory.
    public let file: String
    /// Where in the file, as `line:column` or, where no text is known, a JSON pointer; nil for the file as a whole.
    public let place: String?
    /// What is wrong, and what would be right. Begins with the JSON pointer where `place` is a line and a column.
    public let reason: String
    /// Whether it is the name of a member that is wrong and not its value.
    let isAboutName: Bool

    init(_ file: String, at place: String? = nil, _ reason: String, isAboutName: Bool = false) {
        self.file = file
        self.place = place
        self.reason = reason
        self.isAboutName = isAboutName
    }

    /// `file:place: reason`
    public var description: String {
        guard let place, !place.isEmpty else { return "\(file): \(reason)" }
        return "\(file):\(place): \(reason)"
    }
}
