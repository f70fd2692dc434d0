import Foundation

/// A server for tests: a socket, a thread, and the bytes that the test wants sent.
final class LoopbackServer: Sendable {
    enum Answer: Sendable {
        /// Sends the bytes and hangs up.
        case bytes(String)

        /// Sends the bytes, then waits for the client to hang up.
        case open(String)

        /// Answers one request after the other on the same connection, then hangs up; nothing for an empty text.
        case several([String])

        /// Sends the bytes, then others again and again until the client hangs up.
        case endless(String, String)

        /// Sends the bytes one by one, then waits for the client to hang up.
        case drip(String)

        /// Sends the bytes before it has read the request, then waits for the client to hang up.
        case hasty(String)
    }

    enum Event: Sendable, Equatable {
        case request(String)
        case clientHungUp
    }

    let port: Int

    /// What happened, in order.
    let events: AsyncStream<Event>

    private let descriptor: Int32

    /// Answers as many connections as there are answers, the first with the first.
    init(_ answers: [Answer]) throws {
        let descriptor = socket(AF_INET, Self.streamType, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, size) == 0 && (answers.isEmpty || listen(descriptor, 64) == 0)
                    && getsockname(descriptor, address, &size) == 0
            }
        }
        guard descriptor >= 0, isBound else { throw POSIXError(.EADDRNOTAVAIL) }
        self.descriptor = descriptor
        port = Int(UInt16(bigEndian: address.sin_port))
        let (events, continuation) = AsyncStream.makeStream(of: Event.self)
        self.events = events
        let thread = Thread {
            let open = DispatchGroup()
            for answer in answers {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { break }
                open.enter()
                Thread {
                    Self.serve(connection, answer, continuation)
                    close(connection)
                    open.leave()
                }
                .start()
            }
            open.wait()
            continuation.finish()
        }
        thread.start()
    }

    convenience init(_ answer: Answer) throws {
        try self.init([answer])
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }

    private static var streamType: Int32 {
        #if canImport(Darwin)
        SOCK_STREAM
        #else
        Int32(SOCK_STREAM.rawValue)
        #endif
    }

    /// The first request to come.
    func request() async -> String? {
        for await case .request(let request) in events {
            return request
        }
        return nil
    }

    private static func serve(
        _ connection: Int32,
        _ answer: Answer,
        _ events: AsyncStream<Event>.Continuation
    ) {
        if case .hasty(let text) = answer {
            write(text, to: connection)
            return waitForEnd(connection, events)
        }
        guard let input = readRequest(connection) else { return }
        events.yield(.request(input))
        switch answer {
        case .bytes(let text):
            write(text, to: connection)
        case .open(let text):
            write(text, to: connection)
            waitForEnd(connection, events)
        case .several(let texts):
            for (index, text) in texts.enumerated() {
                if index > 0 {
                    guard let input = readRequest(connection) else { return }
                    events.yield(.request(input))
                }
                write(text, to: connection)
            }
        case .endless(let text, let repeated):
            write(text, to: connection)
            while write(repeated, to: connection) {}
            events.yield(.clientHungUp)
        case .drip(let text):
            for character in text where !write(String(character), to: connection) { break }
            waitForEnd(connection, events)
        case .hasty: break
        }
    }

    private static func waitForEnd(_ connection: Int32, _ events: AsyncStream<Event>.Continuation) {
        while read(connection) != nil {}
        events.yield(.clientHungUp)
    }

    private static func readRequest(_ connection: Int32) -> String? {
        var input = ""
        while !isComplete(input) {
            guard let more = read(connection) else { return nil }
            input += more
        }
        return input
    }

    private static func isComplete(_ input: String) -> Bool {
        guard let end = input.range(of: "\r\n\r\n") else { return false }
        if input[..<end.lowerBound].lowercased().contains("transfer-encoding: chunked") {
            return input.hasSuffix("\r\n0\r\n\r\n")
        }
        let length = input[..<end.lowerBound].components(separatedBy: "\r\n").compactMap { line -> Int? in
            guard line.lowercased().hasPrefix("content-length:") else { return nil }
            return Int(line.dropFirst(15).trimmingCharacters(in: .whitespaces))
        }
        return input[end.upperBound...].utf8.count >= length.first ?? 0
    }

    private static func read(_ connection: Int32) -> String? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(connection, &buffer, buffer.count, 0)
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }

    @discardableResult
    private static func write(_ text: String, to connection: Int32) -> Bool {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            bytes = bytes.dropFirst(count)
        }
        return true
    }
}
