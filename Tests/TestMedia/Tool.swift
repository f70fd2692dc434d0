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

    /// Runs it to its end, one at a time in all tests: encoders take every processor that there is, and other tests have
    /// deadlines. Blocks no thread.
    /// - Returns: what it wrote.
    @discardableResult
    public func run(_ arguments: [String], in bench: Workbench) async throws -> String {
        guard let path else { throw Failure(text: "is not installed") }
        await Turn.one.take()
        let output = bench.path("output-\(UUID().uuidString)")
        _ = FileManager.default.createFile(atPath: output, contents: nil)
        let process = Process()
        // Whoever has a deadline goes first.
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["nice", "-n", "19", path] + arguments
        process.standardInput = FileHandle.nullDevice
        let file = FileHandle(forWritingAtPath: output)
        process.standardOutput = file
        process.standardError = file
        let status: Int32? = await withCheckedContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do {
                try process.run()
            } catch {
                process.terminationHandler = nil
                continuation.resume(returning: nil)
            }
        }
        await Turn.one.giveBack()
        let text = String(decoding: try Workbench.bytes(output), as: UTF8.self)
        guard status == 0 else { throw Failure(text: "\(path) \(arguments): \(text)") }
        return text
    }

    struct Failure: Error { let text: String }
}

/// Lets one go on at a time.
private actor Turn {
    static let one = Turn()

    private var isTaken = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func take() async {
        guard isTaken else {
            isTaken = true
            return
        }
        // Handed over taken.
        await withCheckedContinuation { waiting.append($0) }
    }

    func giveBack() {
        if waiting.isEmpty { isTaken = false } else { waiting.removeFirst().resume() }
    }
}
