import Foundation

/// Where things lie that tests use.
public enum Place {
    /// The package's directory.
    public static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// A committed file.
    public static func fixture(_ name: String) -> String { "\(root)/fixtures/media/\(name)" }

    /// The helper program, which is built beside the tests.
    public static let helper: String = {
        var folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        for _ in 0..<6 {
            folder.deleteLastPathComponent()
            let program = folder.appendingPathComponent("falsework-media").path
            if FileManager.default.isExecutableFile(atPath: program) { return program }
        }
        return "\(root)/.build/debug/falsework-media"
    }()
}
