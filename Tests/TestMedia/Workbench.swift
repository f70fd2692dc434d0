public import Foundation

/// A directory for one test, where clips are made; removed with this object.
public final class Workbench: Sendable {
    /// The directory.
    public let folder: URL

    /// Makes the directory.
    public init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("falsework-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// The path of a file in it.
    public func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// Writes a file; its path.
    @discardableResult
    public func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
        try Data(bytes).write(to: folder.appendingPathComponent(name))
        return path(name)
    }

    /// Makes a file with ffmpeg; its path.
    /// - Parameter arguments: all but the file's name, which comes last.
    @discardableResult
    public func ffmpeg(_ name: String, _ arguments: [String]) async throws -> String {
        let output = path(name)
        let fixed = ["-hide_banner", "-loglevel", "error", "-nostdin", "-y"]
        try await Tool.ffmpeg.run(fixed + arguments + [output], in: self)
        return output
    }

    /// A quickly made video.
    public func video(
        _ name: String = "video.mp4",
        seconds: Double = 5,
        width: Int = 1280,
        height: Int = 720,
        rate: Int = 10,
        format: String = "yuv420p"
    ) async throws -> String {
        let picture = "color=size=\(width)x\(height):rate=\(rate):duration=\(seconds),format=\(format)"
        let encoder = ["-an", "-c:v", "libx264", "-preset", "ultrafast", "-threads", "1"]
        return try await ffmpeg(name, ["-f", "lavfi", "-i", picture] + encoder)
    }

    /// A quickly made sound, of the kind that the name says.
    public func sound(_ name: String, seconds: Double, options: [String] = []) async throws -> String {
        try await ffmpeg(
            name,
            ["-f", "lavfi", "-i", "sine=frequency=220:sample_rate=16000:duration=\(seconds)", "-ac", "1"] + options
        )
    }

    /// Makes a file longer without writing anything: the end is a hole. A video stays one, for what follows is a box that
    /// players skip.
    public func grow(_ path: String, to size: Int) throws {
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        defer { try? file.close() }
        let end = try file.seekToEnd()
        let length = size - Int(end)
        let box = [UInt8(length >> 24 & 255), UInt8(length >> 16 & 255), UInt8(length >> 8 & 255), UInt8(length & 255)]
        try file.write(contentsOf: Data(box) + Data("free".utf8))
        try file.truncate(atOffset: UInt64(size))
    }
}

extension Workbench {
    /// A file's bytes.
    public static func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    }
}

extension Workbench {
    /// Removes a file.
    public func discard(_ name: String) throws { try FileManager.default.removeItem(atPath: path(name)) }
}
