/// A running helper, and the socket that is its standard input and output. Not shared: whoever holds it talks to it.
struct WorkerProcess: ~Copyable {
    private let child: System.Child
    private var nextID: Int64 = 1
    private var unread: [UInt8] = []

    /// Starts a program; nil when it cannot be started.
    init?(program: String, arguments: [String]) {
        guard let child = System.start(program, arguments) else { return nil }
        self.child = child
    }

    deinit { System.end(child) }

    /// Hands out an order and waits for the report.
    /// - Parameter deadline: how long that may take, in real time.
    /// - Returns: nil when the helper has died, says something else, or takes too long: then it is of no use any more.
    mutating func carryOut(_ order: MediaOrder, within deadline: Duration) -> MediaReport? {
        let id = nextID
        nextID += 1
        let line = order.line(id: id) + [UInt8(ascii: "\n")]
        guard line.count <= MediaOrder.longestLine else { return .failed("the order is too long") }
        let end = System.now() + deadline
        guard System.send(line, to: child, until: end) else { return nil }
        while true {
            if let newline = unread.firstIndex(of: UInt8(ascii: "\n")) {
                let line = Array(unread[..<newline])
                unread.removeFirst(newline + 1)
                return MediaReport.read(line, id: id)
            }
            guard unread.count <= MediaOrder.longestLine, let more = System.receive(from: child, until: end) else {
                return nil
            }
            unread += more
        }
    }
}
