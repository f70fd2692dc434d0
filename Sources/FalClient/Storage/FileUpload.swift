internal import FalAPI
internal import HTTPTypes
internal import JSON

/// One file on its way to storage.
struct FileUpload: Sendable {
    let sender: RequestSender
    let type: FileType
    let name: String
    let onProgress: StorageClient.ProgressHandler?

    private var options: UploadOptions { sender.configuration.uploads }

    /// How many parts a file can have at most.
    private static let maximumParts: Int64 = 10_000

    /// Sends it, in one piece or in parts.
    /// - Parameters:
    ///   - size: in bytes.
    ///   - body: gives a range of the file.
    /// - Returns: the file's URL.
    func send(size: Int64, body: @escaping @Sendable (Range<Int64>) -> RequestBody) async throws -> String {
        onProgress?(UploadProgress(sentBytes: 0, totalBytes: size))
        guard size > options.multipartThreshold else { return try await sendWhole(body(0..<size), size: size) }
        // A file of more parts than allowed has larger ones.
        let partBytes = max(1, options.partBytes, (size + Self.maximumParts - 1) / Self.maximumParts)
        let destination = try await destination(isMultipart: true)
        let ranges = stride(from: 0, to: size, by: Int64.Stride(partBytes)).map { $0..<min(size, $0 + partBytes) }
        let sent = Locked<Int64>(0)
        let parts = try await withThrowingTaskGroup(of: UploadedPart.self) { group in
            var waiting = ranges.enumerated().makeIterator()
            var parts: [UploadedPart] = []
            func startNext(_ group: inout ThrowingTaskGroup<UploadedPart, any Error>) {
                guard let (index, range) = waiting.next() else { return }
                group.addTask {
                    let part = try await send(part: index + 1, body(range), to: destination)
                    report(adding: Int64(range.count), to: sent, of: size)
                    return part
                }
            }
            for _ in 0..<max(1, options.parallelParts) { startNext(&group) }
            while let part = try await group.next() {
                parts.append(part)
                startNext(&group)
            }
            return parts
        }
        return try await complete(parts, at: destination)
    }

    /// Sends it in one piece.
    func sendWhole(_ body: RequestBody, size: Int64) async throws -> String {
        let destination = try await destination(isMultipart: false)
        var call = uploadCall(.put, destination.upload)
        call.headers[.contentType] = type.mimeType
        call.body = body
        _ = try await sender.send(call)
        onProgress?(UploadProgress(sentBytes: size, totalBytes: size))
        return destination.file
    }

    /// Sends one part; it is tried again by itself.
    /// - Parameter number: from 1.
    func send(part number: Int, _ body: RequestBody, to destination: UploadDestination) async throws -> UploadedPart {
        var call = uploadCall(.put, destination.upload.appending(path: "/\(number)"))
        call.headers[.contentType] = type.mimeType
        call.body = body
        let answer = try await sender.send(call)
        // The JavaScript client reads the body, others the header.
        let said = try? JSONParser.parse(answer.body, as: .python)
        guard let tag = said?["etag"]?.string ?? answer.response.headerFields[.eTag] else {
            throw FalError(
                .invalidAnswer,
                "the answer to part \(number) of an upload has no etag",
                status: answer.response.status.code
            )
        }
        return UploadedPart(number: number, tag: tag)
    }

    /// Says that all parts are there.
    /// - Returns: the file's URL.
    func complete(_ parts: [UploadedPart], at destination: UploadDestination) async throws -> String {
        let list = parts.sorted { $0.number < $1.number }.map { part -> JSONValue in
            ["partNumber": .number(.integer(Int64(part.number))), "etag": .string(JSONString(part.tag))]
        }
        let json: JSONValue = ["parts": .array(list)]
        _ = try await sender.send(
            uploadCall(.post, destination.upload.appending(path: "/complete")).carrying(json.serialized())
        )
        return destination.file
    }

    /// Asks for a place to upload to.
    func destination(isMultipart: Bool) async throws -> UploadDestination {
        let base = sender.configuration.hosts.rest
        let path = isMultipart ? "initiate-multipart" : "initiate"
        guard var url = AbsoluteURL("\(base)/storage/upload/\(path)") else { throw EndpointName.unusableHost }
        url.addQuery("storage_type", "fal-cdn-v3")
        let json: JSONValue = [
            "content_type": .string(JSONString(type.mimeType)), "file_name": .string(JSONString(name)),
        ]
        var call = ServiceCall(.upload, .post, url).carrying(json.serialized())
        if let seconds = options.expirationSeconds {
            guard seconds > 0 else {
                throw FalError(.invalidArgument, "expirationSeconds: \(seconds) is no number of seconds from 1")
            }
            let lifecycle: JSONValue = ["expiration_duration_seconds": .number(.integer(Int64(seconds)))]
            call.headers[.falObjectLifecycle] = String(decoding: lifecycle.serialized(), as: UTF8.self)
        }
        call.timeout = sender.configuration.timeouts.call
        let answer = try await sender.send(call)
        let body = try answer.json(of: "an upload")
        guard let file = body["file_url"]?.string, AbsoluteURL(file) != nil,
            let upload = body["upload_url"]?.string.flatMap(AbsoluteURL.init)
        else {
            throw FalError(.invalidAnswer, "the answer to an upload has no usable file_url and upload_url")
        }
        // What was asked for in secret is not sent in the open.
        let asked = sender.configuration.proxyURL ?? base
        guard upload.scheme == "https" || !asked.lowercased().hasPrefix("https:") else {
            throw FalError(.invalidAnswer, "the answer to an upload leads from https to http")
        }
        return UploadDestination(file: file, upload: upload)
    }

    /// Tells of progress, in order.
    func report(adding count: Int64, to sent: Locked<Int64>, of total: Int64?) {
        guard let onProgress else { return }
        sent.withLock { sent in
            sent += count
            onProgress(UploadProgress(sentBytes: sent, totalBytes: total))
        }
    }

    private func uploadCall(_ method: HTTPRequest.Method, _ url: AbsoluteURL) -> ServiceCall {
        var call = ServiceCall(.upload, method, url)
        call.isForService = false
        call.timeout = sender.configuration.timeouts.upload
        return call
    }
}

/// Where a file goes, and where it can be read then.
struct UploadDestination: Sendable, Hashable {
    let file: String
    let upload: AbsoluteURL
}

/// A part that has arrived.
struct UploadedPart: Sendable, Hashable {
    let number: Int
    let tag: String
}
