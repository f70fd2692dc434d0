import Foundation

/// A program on the path.
public struct Tool: Sendable {
    /// Where it is; nil when it is not installed.
    public let path: String?

    /// ffmpeg, which `script/bootstrap --test` installs.
    public static let ffmpeg = Tool("ffmpeg")
    /// ffprobe, which comes with it.
    public static let ffprobe = Tool("ffprobe")

    /// Whether there is one.
    public var isInstalled: Bool { path != nil }

    private init(_ name: String) {
        path = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
            .split(separator: ":")
            .map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Runs it to its end; what it writes.
    @discardableResult
    public func run(_ arguments: [String]) throws -> String {
        guard let path else { throw Failure(text: "is not installed") }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(text: "\(path) \(arguments): \(text)") }
        return text
    }

    struct Failure: Error { let text: String }
}
