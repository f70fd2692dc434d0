import Foundation
import TLSKit
import Testing

/// What somebody else's implementation says of our certificates.
@Suite(.enabled(if: OpenSSL.isInstalled, "the openssl command is not installed"))
struct OpenSSLTests {
    private let now = Int64(Date().timeIntervalSince1970)

    @Test(arguments: [
        "-verify_hostname localhost", "-verify_hostname queue.fal.test", "-verify_ip 127.0.0.1", "-verify_ip ::1",
    ])
    func strictVerificationAccepts(check: String) throws {
        let authority = try CertificateAuthority.generate(commonName: "Test authority", validDays: 825, now: now)
        let identity = try authority.issue(
            commonName: "Server",
            names: ["localhost", "*.fal.test"],
            addresses: ["127.0.0.1", "::1"],
            validDays: 397,
            now: now
        )
        let answer = try OpenSSL.verify(identity, authority, arguments: check.split(separator: " ").map(String.init))
        #expect(answer.status == 0, "\(answer.output)")
    }

    @Test(arguments: ["-verify_hostname other.test", "-verify_ip 127.0.0.2", "-attime 4102444800"])
    func strictVerificationRefusesWhatItIsNotFor(check: String) throws {
        let authority = try CertificateAuthority.generate(commonName: "Test authority", validDays: 825, now: now)
        let identity = try authority.issue(
            commonName: "Server",
            names: ["localhost"],
            addresses: ["127.0.0.1"],
            validDays: 397,
            now: now
        )
        let answer = try OpenSSL.verify(identity, authority, arguments: check.split(separator: " ").map(String.init))
        #expect(answer.status != 0)
    }

    @Test func strictVerificationRefusesAnotherAuthority() throws {
        let authority = try CertificateAuthority.generate(commonName: "Test authority", validDays: 825, now: now)
        let other = try CertificateAuthority.generate(commonName: "Test authority", validDays: 825, now: now)
        let identity = try authority.issue(
            commonName: "Server",
            names: ["localhost"],
            addresses: [],
            validDays: 1,
            now: now
        )
        #expect(try OpenSSL.verify(identity, other, arguments: []).status != 0)
    }

    @Test func theExtensionsAreThoseOfAServer() throws {
        let authority = try CertificateAuthority.generate(commonName: "Test authority", validDays: 825, now: now)
        let identity = try authority.issue(
            commonName: "Server",
            names: ["localhost"],
            addresses: ["::1"],
            validDays: 1,
            now: now
        )
        let text = try OpenSSL.run(["x509", "-noout", "-text"], input: identity.certificatePEM).output
        for phrase in [
            "Version: 3", "ecdsa-with-SHA256", "NIST CURVE: P-256", "X509v3 Basic Constraints: critical", "CA:FALSE",
            "X509v3 Key Usage: critical", "Digital Signature", "TLS Web Server Authentication",
            "DNS:localhost, IP Address:0:0:0:0:0:0:0:1", "X509v3 Subject Key Identifier",
            "X509v3 Authority Key Identifier",
        ] {
            #expect(text.contains(phrase), "\(phrase) is missing")
        }
    }

    @Test func thePrivateKeyIsReadable() throws {
        let authority = try CertificateAuthority.generate(commonName: "Test authority", validDays: 825, now: now)
        let answer = try OpenSSL.run(["pkey", "-noout", "-check"], input: authority.privateKeyPEM)
        #expect(answer.status == 0, "\(answer.output)")
        #expect(authority.privateKeyPEM.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
    }
}

/// The openssl command.
private enum OpenSSL {
    static let path: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
        .split(separator: ":")
        .map { $0 + "/openssl" }
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    static var isInstalled: Bool { path != nil }

    static func run(_ arguments: [String], input: String) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(path))
        process.arguments = arguments
        let (standardInput, standardOutput) = (Pipe(), Pipe())
        process.standardInput = standardInput
        process.standardOutput = standardOutput
        process.standardError = standardOutput
        try process.run()
        // Far less than a pipe holds.
        try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try standardInput.fileHandleForWriting.close()
        let output = try standardOutput.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    static func verify(
        _ identity: Identity,
        _ authority: CertificateAuthority,
        arguments: [String]
    ) throws -> (status: Int32, output: String) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (authorityFile, identityFile) = (folder.appendingPathComponent("ca"), folder.appendingPathComponent("leaf"))
        try Data(authority.certificatePEM.utf8).write(to: authorityFile)
        try Data(identity.certificatePEM.utf8).write(to: identityFile)
        let all = ["verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", authorityFile.path] + arguments
        return try run(all + [identityFile.path], input: "")
    }
}
