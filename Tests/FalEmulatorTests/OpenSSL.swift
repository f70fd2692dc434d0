import Foundation
import Testing

/// The openssl command.
enum OpenSSL {
    static let path: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
        .split(separator: ":")
        .map { $0 + "/openssl" }
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    static var isInstalled: Bool { path != nil }

    /// The digest in hexadecimal digits.
    static func sha256(_ bytes: [UInt8]) throws -> String {
        try withFolder { folder in
            let file = folder.appendingPathComponent("body")
            try Data(bytes).write(to: file)
            let answer = try run(["dgst", "-sha256", "-r", file.path])
            return String(answer.output.prefix(64))
        }
    }

    /// Whether Ed25519 accepts a signature.
    static func verify(_ signature: [UInt8], of message: [UInt8], by publicKey: Data) throws -> Bool {
        try withFolder { folder in
            let files = ["key", "message", "signature"].map(folder.appendingPathComponent)
            // SubjectPublicKeyInfo of RFC 8410.
            let prefix: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]
            try (Data(prefix) + publicKey).write(to: files[0])
            try Data(message).write(to: files[1])
            try Data(signature).write(to: files[2])
            let answer = try run(
                ["pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", files[0].path, "-rawin"]
                    + ["-in", files[1].path, "-sigfile", files[2].path]
            )
            return answer.status == 0
        }
    }

    private static func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }

    private static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(path))
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: bytes, as: UTF8.self))
    }
}
