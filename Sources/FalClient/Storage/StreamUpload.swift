/// A stream on its way to storage, through temporary files of one part each.
struct StreamUpload: Sendable {
    let upload: FileUpload

    private var options: UploadOptions { upload.sender.configuration.uploads }

    /// How many parts a stream can have at most.
    private static let maximumParts = 10_000

    /// Sends it: in one piece if it ends within the first part.
    func send<Bytes: AsyncSequence & Sendable>(_ stream: Bytes) async throws -> String where Bytes.Element == [UInt8] {
        var pieces = PartFiles(stream.makeAsyncIterator(), partBytes: Int(max(1, options.partBytes)))
        upload.onProgress?(UploadProgress(sentBytes: 0, totalBytes: nil))
        guard let first = try await pieces.next() else {
            return try await upload.sendWhole(.bytes([]), size: 0)
        }
        guard let second = try await Self.removing(first, onError: { try await pieces.next() }) else {
            defer { first.file.remove() }
            return try await upload.sendWhole(.file(first.range), size: first.range.length)
        }
        return try await sendParts([first, second], pieces)
    }

    private func sendParts<Source: AsyncIteratorProtocol>(
        _ beginning: [PartFile],
        _ rest: consuming PartFiles<Source>
    ) async throws -> String {
        let inFlight = Locked<[Int: TemporaryFile]>([:])
        defer { for file in inFlight.withLock({ $0 }).values { file.remove() } }
        for (index, part) in beginning.enumerated() { inFlight.withLock { $0[index + 1] = part.file } }
        let destination = try await upload.destination(isMultipart: true)
        let sent = Locked<Int64>(0)
        var rest = rest
        let parts = try await withThrowingTaskGroup(of: UploadedPart.self) { group in
            var parts: [UploadedPart] = []
            var count = 0
            func start(_ part: PartFile, _ group: inout ThrowingTaskGroup<UploadedPart, any Error>) throws(FalError) {
                count += 1
                guard count <= Self.maximumParts else {
                    part.file.remove()
                    throw FalError(.invalidArgument, "the stream has more than \(Self.maximumParts) parts")
                }
                let number = count
                inFlight.withLock { $0[number] = part.file }
                group.addTask {
                    let done = try await upload.send(part: number, .file(part.range), to: destination)
                    inFlight.withLock { $0.removeValue(forKey: number) }?.remove()
                    upload.report(adding: part.range.length, to: sent, of: nil)
                    return done
                }
            }
            for part in beginning { try start(part, &group) }
            while true {
                // As many parts wait as are sent.
                while inFlight.withLock({ $0.count }) >= max(2, options.parallelParts),
                    let part = try await group.next()
                {
                    parts.append(part)
                }
                guard let part = try await rest.next() else { break }
                try start(part, &group)
            }
            while let part = try await group.next() { parts.append(part) }
            return parts
        }
        let url = try await upload.complete(parts, at: destination)
        let total = sent.withLock { $0 }
        upload.onProgress?(UploadProgress(sentBytes: total, totalBytes: total))
        return url
    }

    /// Removes a part's file when something fails that comes before it is sent.
    private static func removing<Value>(
        _ part: PartFile,
        onError body: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch {
            part.file.remove()
            throw error
        }
    }
}

/// A part of a stream, in a file.
struct PartFile: Sendable {
    let file: TemporaryFile
    let range: FileRange
}

/// Cuts a stream into files.
struct PartFiles<Source: AsyncIteratorProtocol> where Source.Element == [UInt8] {
    private var source: Source
    private let partBytes: Int
    private var rest: ArraySlice<UInt8> = []
    private var hasEnded = false

    init(_ source: Source, partBytes: Int) {
        self.source = source
        self.partBytes = partBytes
    }

    /// The next part, full unless it is the last; nil after it.
    mutating func next() async throws -> PartFile? {
        guard !(hasEnded && rest.isEmpty) else { return nil }
        var file: TemporaryFile?
        var count = 0
        do {
            while count < partBytes {
                if rest.isEmpty {
                    guard !hasEnded, let piece = try await source.next(isolation: #isolation) else {
                        hasEnded = true
                        break
                    }
                    rest = piece[...]
                    continue
                }
                let target = try file ?? TemporaryFile()
                file = target
                let piece = rest.prefix(partBytes - count)
                try target.append(Array(piece))
                rest = rest.dropFirst(piece.count)
                count += piece.count
            }
            try file?.close()
        } catch {
            file?.remove()
            throw error
        }
        return file.map { PartFile(file: $0, range: FileRange(path: $0.path, offset: 0, length: Int64(count))) }
    }
}
