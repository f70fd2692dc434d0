internal import Foundation
internal import HTTPTypes

extension StorageClient {
    /// Fetches an output into a file, which is there when all of it is. No credentials are sent: outputs are public.
    ///
    /// - Parameters:
    ///   - url: from an output.
    ///   - path: where it is saved; what is there is replaced.
    ///   - maximumBytes: larger ones are refused.
    /// - Returns: the size in bytes.
    /// - Throws: `FalError`; `CancellationError`.
    @discardableResult
    public func download(
        _ url: String,
        to path: String,
        maximumBytes: Int64 = 4 * 1024 * 1024 * 1024
    ) async throws -> Int64 {
        guard let address = AbsoluteURL(url) else {
            throw FalError(.invalidArgument, "an output's URL must be an http or https URL without a user")
        }
        var call = ServiceCall(.download, .get, address)
        call.isForService = false
        call.headers[.accept] = "*/*"
        let configuration = sender.configuration
        let (time, timeouts) = (configuration.time, configuration.timeouts)
        let partial = path + ".partial-\(UUID().uuidString.prefix(8))"
        guard FileManager.default.createFile(atPath: partial, contents: nil),
            let file = FileHandle(forWritingAtPath: partial)
        else { throw FalError(.unreadableFile, "\(path): cannot be written") }
        defer {
            try? file.close()
            try? FileManager.default.removeItem(atPath: partial)
        }
        do {
            let opened = call
            let (_, body) = try await withDeadline(time.now() + timeouts.call, time) { try await sender.open(opened) }
            var count: Int64 = 0
            while true {
                let silence = time.now() + timeouts.silentStream
                guard let piece = try await withDeadline(silence, time, { try await body.nextPiece() }) else { break }
                count += Int64(piece.count)
                guard count <= maximumBytes else {
                    throw TransportError(.responseTooLarge, "the output has more than \(maximumBytes) bytes")
                }
                do {
                    try file.write(contentsOf: piece)
                } catch {
                    throw FalError(.unreadableFile, "\(path): cannot be written", underlying: error)
                }
            }
            try file.close()
            if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
            try FileManager.default.moveItem(atPath: partial, toPath: path)
            return count
        } catch {
            throw try RequestSender.judge(error, call).0
        }
    }
}
