/// One client of the proxy, from its first byte to its last. It belongs to the proxy's thread.
final class Tunnel {
    /// What a tunnel looks out for.
    struct Interest {
        var isReading = false
        var isWriting = false
        var isEmpty: Bool { !isReading && !isWriting }
    }

    private enum Stage {
        /// The head comes in.
        case head([UInt8])
        /// A name is looked up.
        case lookUp(LookUp, RequestHead, rest: [UInt8])
        /// The other side is called; the addresses that are left to try.
        case connecting(Socket, [SocketAddress], RequestHead, rest: [UInt8])
        /// Bytes go both ways.
        case joined(Socket)
        /// The client is told something, and what it still sends is thrown away.
        case farewell
        /// There is nothing left to do.
        case over
    }

    let client: Socket
    private var stage = Stage.head([])
    private var toClient = Lane()
    private var toServer = Lane()
    private var hasReadAll = false
    private(set) var deadline: Int64
    private let bounds: Bounds

    /// Takes a client in.
    init(_ client: Socket, _ bounds: Bounds, at now: Int64) {
        self.client = client
        self.bounds = bounds
        deadline = now + bounds.head
    }

    /// Whether nothing is left to do.
    var isOver: Bool { if case .over = stage { true } else { false } }

    /// The second socket that the tunnel waits for: the look-up's or the other side's.
    var other: Socket? {
        switch stage {
        case .lookUp(let lookUp, _, _): lookUp.socket
        case .connecting(let socket, _, _, _), .joined(let socket): socket
        case .head, .farewell, .over: nil
        }
    }

    /// What to look out for on the client's socket.
    var clientInterest: Interest {
        switch stage {
        case .head: Interest(isReading: true)
        case .joined: Interest(isReading: toServer.wantsToRead, isWriting: toClient.wantsToWrite)
        case .farewell: Interest(isReading: !hasReadAll, isWriting: toClient.wantsToWrite)
        case .lookUp, .connecting, .over: Interest()
        }
    }

    /// What to look out for on the other socket.
    var otherInterest: Interest {
        switch stage {
        case .lookUp: Interest(isReading: true)
        case .connecting: Interest(isWriting: true)
        case .joined: Interest(isReading: toClient.wantsToRead, isWriting: toServer.wantsToWrite)
        case .head, .farewell, .over: Interest()
        }
    }

    /// Does what can be done now.
    func proceed(client: Interest, other: Interest, at now: Int64, _ buffer: inout [UInt8]) {
        switch stage {
        case .head(let head): if client.isReading { read(head, at: now, &buffer) }
        case .lookUp(let lookUp, let head, let rest):
            guard other.isReading else { return }
            let addresses = lookUp.answer()
            lookUp.socket.close()
            connect(to: addresses, head, rest, SystemError.noAddress, at: now)
        case .connecting(let server, let left, let head, let rest):
            guard other.isWriting || other.isReading else { return }
            if let error = server.finishConnecting() {
                server.close()
                connect(to: left, head, rest, error.message, at: now)
            } else {
                join(server, head, rest, at: now)
            }
        case .joined(let server):
            let up = toServer.move(from: self.client, client.isReading, to: server, other.isWriting, &buffer)
            let down = toClient.move(from: server, other.isReading, to: self.client, client.isWriting, &buffer)
            if up || down { deadline = now + bounds.idle }
            // Who is gone takes nothing any more either.
            if toServer.wasReset { toClient.abandon() }
            if toClient.wasReset { toServer.abandon() }
            if toServer.isShut, toClient.isShut { end() }
        case .farewell: sayFarewell(client, &buffer)
        case .over: break
        }
    }

    /// Acts on a deadline that has passed.
    func expire(at now: Int64) {
        switch stage {
        case .head(let head): if head.isEmpty { end() } else { refuse(.late, at: now) }
        case .lookUp(let lookUp, let head, _):
            lookUp.socket.close()
            refuse(.slow(head.request.authority), head, at: now)
        case .connecting(let server, _, let head, _):
            server.close()
            refuse(.slow(head.request.authority), head, at: now)
        case .joined, .farewell, .over: end()
        }
    }

    /// Tells the client why it is not served.
    func refuse(_ refusal: ProxyRefusal, _ head: RequestHead? = nil, at now: Int64) {
        stage = .farewell
        deadline = now + bounds.farewell
        toClient.begin(with: refusal.bytes(withBody: head?.wantsBody ?? true))
    }

    /// Closes what is open.
    func end() {
        if isOver { return }
        let (wasReset, other) = (toClient.wasReset || toServer.wasReset, other)
        stage = .over
        other?.close(reset: wasReset)
        client.close(reset: wasReset)
    }

    private func read(_ before: [UInt8], at now: Int64, _ buffer: inout [UInt8]) {
        switch client.read(into: &buffer) {
        case .blocked: break
        case .broken: end()
        case .ended: if before.isEmpty { end() } else { refuse(.malformed("the head ends early"), at: now) }
        case .moved(let count):
            let bytes = before + buffer[..<count]
            guard let end = RequestHead.end(in: bytes, from: before.count) else {
                stage = .head(bytes)
                if bytes.count > bounds.headBytes { refuse(.headTooLong(bounds.headBytes), at: now) }
                return
            }
            guard end <= bounds.headBytes else { return refuse(.headTooLong(bounds.headBytes), at: now) }
            do throws(ProxyRefusal) {
                decide(try RequestHead(bytes[..<end]), rest: Array(bytes[end...]), at: now)
            } catch {
                refuse(error, at: now)
            }
        }
    }

    private func decide(_ head: RequestHead, rest: [UInt8], at now: Int64) {
        deadline = now + bounds.connect
        switch bounds.policy(head.request) {
        case .refuse(let text): refuse(.forbidden(text), head, at: now)
        case .join(let host, let port):
            connect(
                to: [SocketAddress(host: host, port: port)].compactMap(\.self),
                head,
                rest,
                SystemError.noAddress,
                at: now
            )
        case .passOn:
            let (host, port) = (head.request.host, head.request.port)
            if head.request.form == .https {
                refuse(.noTLS, head, at: now)
            } else if let address = SocketAddress(host: host, port: port) {
                connect(to: [address], head, rest, SystemError.noAddress, at: now)
            } else if let lookUp = LookUp(host, port: port, bounds.lookUps) {
                stage = .lookUp(lookUp, head, rest: rest)
            } else {
                refuse(.tooMany, head, at: now)
            }
        }
    }

    private func connect(
        to addresses: [SocketAddress],
        _ head: RequestHead,
        _ rest: [UInt8],
        _ problem: String,
        at now: Int64
    ) {
        var problem = problem
        var left = addresses[...]
        while let address = left.popFirst() {
            do throws(SystemError) {
                stage = .connecting(try Socket.connect(address), Array(left), head, rest: rest)
                return
            } catch {
                problem = error.message
            }
        }
        refuse(.unreachable(head.request.authority, problem), head, at: now)
    }

    private func join(_ server: Socket, _ head: RequestHead, _ rest: [UInt8], at now: Int64) {
        if head.request.form == .tunnel { toClient.begin(with: Self.established) }
        toServer.begin(with: head.forwarded + rest)
        stage = .joined(server)
        deadline = now + bounds.idle
    }

    private static let established = Array("HTTP/1.1 200 Connection Established\r\n\r\n".utf8)

    /// A close while bytes are still to be read would be a reset, which can overtake the answer.
    private func sayFarewell(_ interest: Interest, _ buffer: inout [UInt8]) {
        if interest.isReading {
            switch client.read(into: &buffer) {
            case .moved, .blocked: break
            case .ended: hasReadAll = true
            case .broken: return end()
            }
        }
        if interest.isWriting, toClient.wantsToWrite { toClient.write(to: client) }
        if !toClient.wantsToWrite { toClient.shut(client) }
        if toClient.isShut, hasReadAll { end() }
    }
}

extension SystemError {
    fileprivate static let noAddress = "it has no address"
}
