internal import HTTPServer
internal import HTTPTypes
internal import QueueEngine

/// What faults do to the body of an answer.
enum FaultyBody {
    /// The answer with a fault in its body; as it was when the fault is of another kind of body.
    static func change(_ response: Response, by fault: Fault, time: TimeSource) -> Response {
        var response = response
        switch (fault, response.body) {
        case (.cutBody(let count), .bytes(let bytes)) where count < bytes.count:
            response.body = .sizedStream(UInt64(bytes.count)) { writer in
                try? await writer.write(Array(bytes.prefix(count)))
            }
        case (.cutBody(let count), .file(let slice)) where UInt64(count) < slice.length:
            response.body = .sizedStream(slice.length) { writer in
                try? await copy(slice, upTo: UInt64(count)) { try await writer.write($0) }
            }
        case (.slowBody(let rate), .file(let slice)):
            response.body = .sizedStream(slice.length) { writer in
                try? await copy(slice, upTo: slice.length) { try await send($0, at: rate, writer, time) }
            }
        case (.cutBody(let count), .stream(let produce)):
            response.body = .stream { writer in
                let cut = Cut(after: count, writer)
                await produce(BodyWriter(write: { try await cut.write($0) }, abort: writer.abort))
            }
        case (.slowBody(let rate), .bytes(let bytes)) where !bytes.isEmpty:
            response.body = .sizedStream(UInt64(bytes.count)) { writer in
                try? await send(bytes, at: rate, writer, time)
            }
        case (.slowBody(let rate), .stream(let produce)):
            response.body = .stream { writer in
                await produce(
                    BodyWriter(write: { try await send($0, at: rate, writer, time) }, abort: writer.abort)
                )
            }
        case (.duplicatedFrames, .stream(let produce)):
            response.body = .stream { writer in
                await produce(
                    BodyWriter(
                        write: {
                            try await writer.write($0)
                            try await writer.write($0)
                        },
                        abort: writer.abort
                    )
                )
            }
        case (.splitFrames(let size), .stream(let produce)):
            response.body = .stream { writer in
                await produce(
                    BodyWriter(
                        write: { bytes in
                            for start in stride(from: 0, to: bytes.count, by: size) {
                                try await writer.write(Array(bytes[start..<min(bytes.count, start + size)]))
                                // Each piece leaves by itself before the next one is there.
                                await Task.yield()
                            }
                        },
                        abort: writer.abort
                    )
                )
            }
        case (.stalledStream(let count), .stream(let produce)):
            response.body = .stream { writer in
                let left = Locked(count)
                await produce(
                    BodyWriter(
                        write: { bytes in
                            let mayPass = left.withLock { left in
                                left -= 1
                                return left >= 0
                            }
                            if mayPass { return try await writer.write(bytes) }
                            // Silent until the client gives up; its leaving cancels the sleep.
                            try await time.sleep(time.now() + .seconds(longestStall))
                            throw CancellationError()
                        },
                        abort: writer.abort
                    )
                )
            }
        default: break
        }
        return response
    }

    /// How long a stalled stream stays open, in seconds of real time.
    private static let longestStall = 3_600.0

    /// Reads the beginning of a part of a file, piece by piece.
    private static func copy(
        _ slice: FileSlice,
        upTo length: UInt64,
        write: ([UInt8]) async throws -> Void
    ) async throws {
        var position: UInt64 = 0
        while position < length {
            let count = Int(min(length - position, 64 << 10))
            let bytes = try slice.bytes(from: position, count: count)
            if bytes.isEmpty { return }
            try await write(bytes)
            position += UInt64(bytes.count)
        }
    }

    /// Sends ten times a second what a tenth of a second may carry.
    private static func send(
        _ bytes: [UInt8],
        at rate: Int,
        _ writer: BodyWriter,
        _ time: TimeSource
    ) async throws {
        let size = max(1, rate / 10)
        var start = 0
        while start < bytes.count {
            let piece = bytes[start..<min(bytes.count, start + size)]
            try await time.sleep(time.now() + .seconds(Double(piece.count) / Double(rate)))
            try await writer.write(Array(piece))
            start += size
        }
    }

    /// Lets so many bytes of a stream through, then breaks the connection.
    private final class Cut: Sendable {
        private let left: Locked<Int>
        private let writer: BodyWriter

        init(after count: Int, _ writer: BodyWriter) {
            left = Locked(count)
            self.writer = writer
        }

        func write(_ bytes: [UInt8]) async throws {
            let allowed = left.withLock { left in
                defer { left -= min(left, bytes.count) }
                return min(left, bytes.count)
            }
            if allowed > 0 { try await writer.write(Array(bytes.prefix(allowed))) }
            guard allowed < bytes.count else { return }
            // The end of the producer ends the chunks orderly, so the connection is broken here.
            writer.abort()
            throw CancellationError()
        }
    }
}
