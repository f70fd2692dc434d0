public import Foundation

/// Uploads files, so that models can read them, and fetches what models made.
///
/// It speaks the dialect of fal's JavaScript client, the only one that works with a key and through a proxy alike: a place
/// to upload to is asked for, and the bytes go there without credentials, large ones in parts.
/// Source: @fal-ai/client 1.10.1, `storage.ts`.
public struct StorageClient: Sendable {
    let sender: RequestSender

    /// Hears of an upload's progress: when it begins, after each part, in order. It must not block.
    public typealias ProgressHandler = @Sendable (UploadProgress) -> Void

    /// Uploads content.
    ///
    /// - Parameters:
    ///   - type: what it is.
    ///   - name: the file's name; one is made up otherwise.
    /// - Returns: the file's URL.
    /// - Throws: `FalError`; `CancellationError`.
    public func upload(
        data: Data,
        ofType type: FileType = .applicationStream,
        name: String? = nil,
        onProgress: ProgressHandler? = nil
    ) async throws -> String {
        let name = try Self.fileName(name, type)
        return try await FileUpload(sender: sender, type: type, name: name, onProgress: onProgress).send(
            size: Int64(data.count)
        ) { range in
            // `data` may be a slice, whose indices begin anywhere.
            .bytes([UInt8](data.dropFirst(Int(range.lowerBound)).prefix(range.count)))
        }
    }

    /// Uploads a file, which is never in memory as a whole.
    ///
    /// - Parameters:
    ///   - path: the file; it must not change meanwhile.
    ///   - type: what it is; by default what its extension says.
    public func upload(
        file path: String,
        ofType type: FileType? = nil,
        onProgress: ProgressHandler? = nil
    ) async throws -> String {
        let size: Int64
        do throws(TransportError) {
            size = try FileRange(whole: path).length
        } catch {
            throw FalError(error, operation: .upload)
        }
        let type = type ?? FileType(fileName: path)
        let name = try Self.fileName(path.split(separator: "/").last.map(String.init), type)
        return try await FileUpload(sender: sender, type: type, name: name, onProgress: onProgress).send(size: size) {
            .file(FileRange(path: path, offset: $0.lowerBound, length: Int64($0.count)))
        }
    }

    /// Uploads a stream whose length need not be known. It waits in temporary files, a few parts at a time, so that a part
    /// can be sent again.
    public func upload<Bytes: AsyncSequence & Sendable>(
        stream: Bytes,
        ofType type: FileType = .applicationStream,
        name: String? = nil,
        onProgress: ProgressHandler? = nil
    ) async throws -> String where Bytes.Element == [UInt8] {
        let name = try Self.fileName(name, type)
        return try await StreamUpload(
            upload: FileUpload(sender: sender, type: type, name: name, onProgress: onProgress)
        ).send(stream)
    }

    /// The URL of a file in an input, which is uploaded unless it has one.
    func upload(_ file: FalFile) async throws -> String {
        switch file.source {
        case .url(let url): url
        case .data(let data, let type, let name): try await upload(data: data, ofType: type, name: name)
        case .path(let path, let type): try await upload(file: path, ofType: type)
        }
    }

    /// A name that can stand in a URL and in a header.
    private static func fileName(_ name: String?, _ type: FileType) throws(FalError) -> String {
        guard !type.mimeType.isEmpty, SubmitOptions.isFieldValue(type.mimeType) else {
            throw FalError(.invalidArgument, "a file's type must be printable ASCII, as in video/mp4")
        }
        let plain = (name ?? "").map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "_" }
        let known = String(plain.suffix(128))
        return known.contains { $0 != "_" && $0 != "." }
            ? known : "\(UUID().uuidString.lowercased()).\(type.fileExtension)"
    }
}
