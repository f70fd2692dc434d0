internal import HTTPServer

extension Response {
    /// The most that is collected, in bytes.
    private static let mostBytes = 256 << 20

    /// The whole body, as a client would have it in the end.
    /// - Throws: `FalWorld.ConnectionBroken` where the client would not.
    func collectedBody() async throws -> [UInt8] {
        switch body {
        case .bytes(let bytes):
            return bytes
        case .file(let slice):
            guard slice.length <= Self.mostBytes else { throw FalWorld.ConnectionBroken() }
            return try slice.bytes(from: 0, count: Int(slice.length))
        case .stream(let produce):
            return try await Self.collect(produce)
        case .sizedStream(let length, let produce):
            let bytes = try await Self.collect(produce)
            guard bytes.count >= length else { throw FalWorld.ConnectionBroken() }
            return Array(bytes.prefix(Int(length)))
        case .hangUp, .reset, .garbage:
            throw FalWorld.ConnectionBroken()
        }
    }

    private static func collect(_ produce: @Sendable (BodyWriter) async -> Void) async throws -> [UInt8] {
        let collected = Locked((bytes: [UInt8](), isBroken: false))
        let writer = BodyWriter(
            write: { bytes in
                try Task.checkCancellation()
                try collected.withLock { collected in
                    guard !collected.isBroken, bytes.count <= mostBytes - collected.bytes.count else {
                        collected.isBroken = true
                        throw BodyWriter.PeerGone()
                    }
                    collected.bytes += bytes
                }
            },
            abort: { collected.withLock { $0.isBroken = true } }
        )
        await produce(writer)
        try Task.checkCancellation()
        return try collected.withLock { collected in
            if collected.isBroken { throw FalWorld.ConnectionBroken() }
            return collected.bytes
        }
    }
}
