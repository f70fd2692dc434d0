/// Standard input, line by line.
struct LineInput {
    private let longest: Int
    private var unread: [UInt8] = []

    /// Input whose lines are at most so many bytes long.
    init(longest: Int) { self.longest = longest }

    /// The next line without its end; nil at the end of the input, and when a line is too long.
    mutating func next() -> [UInt8]? {
        while true {
            if let newline = unread.firstIndex(of: UInt8(ascii: "\n")) {
                let line = Array(unread[..<newline])
                unread.removeFirst(newline + 1)
                return line
            }
            guard unread.count <= longest, let more = System.read() else { return nil }
            unread += more
        }
    }
}
