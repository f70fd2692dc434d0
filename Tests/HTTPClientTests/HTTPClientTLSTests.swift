import Foundation
import HTTPClient
import HTTPTypes
import Testing

/// Against `openssl s_server`, with a certificate that `openssl req` makes.
@Suite(.enabled(if: OpenSSLServer.isInstalled, "the openssl command is not installed"))
struct HTTPClientTLSTests {
    private func send(
        _ server: OpenSSLServer,
        host: String = "server.test",
        _ options: HTTPClient.Options
    ) async -> String {
        var options = options
        options.connections = [.init(targetHost: "127.0.0.1", targetPort: server.port)]
        let request = HTTPRequest(method: .get, scheme: "https", authority: host, path: "/")
        do {
            return String(try await HTTPClient(options).send(request).0.status.code)
        } catch {
            return error.code.description
        }
    }

    @Test(arguments: [true, false])
    func aCertificateInMemoryIsTrusted(besideTheSystems: Bool) async throws {
        let server = try OpenSSLServer()
        var options = HTTPClient.Options()
        options.authoritiesPEM = try String(contentsOf: server.certificate, encoding: .utf8)
        options.trustsSystemAuthorities = besideTheSystems
        #expect(await send(server, options) == "200")
    }

    @Test func aCertificateInAFileIsTrusted() async throws {
        let server = try OpenSSLServer()
        var options = HTTPClient.Options()
        options.authoritiesFile = server.certificate.path
        #expect(await send(server, options) == "200")
    }

    @Test func otherCertificatesAreNot() async throws {
        let (server, other) = (try OpenSSLServer(), try OpenSSLServer())
        #expect(await send(server, HTTPClient.Options()) == "tlsFailed")
        var options = HTTPClient.Options()
        options.authoritiesFile = other.certificate.path
        #expect(await send(server, options) == "tlsFailed")
        options.authoritiesFile = server.certificate.path
        #expect(await send(server, host: "other.test", options) == "tlsFailed")
    }

    @Test func authoritiesThatCannotBeReadAreAnError() async throws {
        let server = try OpenSSLServer()
        var options = HTTPClient.Options()
        options.authoritiesFile = server.certificate.path + ".none"
        #expect(await send(server, options) == "badAuthorities")
        options.authoritiesFile = nil
        options.authoritiesPEM = "nonsense"
        options.trustsSystemAuthorities = false
        #expect(await send(server, options) == "badAuthorities")
    }
}

/// An HTTPS server for `server.test` with a certificate of its own.
private final class OpenSSLServer {
    static let path: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
        .split(separator: ":")
        .map { $0 + "/openssl" }
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    static var isInstalled: Bool { path != nil }

    let port: Int
    let certificate: URL
    private let folder: URL
    private let process = Process()

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        certificate = folder.appendingPathComponent("certificate")
        let key = folder.appendingPathComponent("key").path
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        let maker = Process()
        maker.executableURL = URL(fileURLWithPath: try #require(Self.path))
        maker.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=server.test", "-addext", "subjectAltName=DNS:server.test", "-keyout", key, "-out",
            certificate.path,
        ]
        maker.standardError = FileHandle.nullDevice
        try maker.run()
        maker.waitUntilExit()

        let output = Pipe()
        process.executableURL = maker.executableURL
        // It ends by itself after a few connections, should this test be killed.
        process.arguments = [
            "s_server", "-naccept", "4", "-accept", "127.0.0.1:0", "-cert", certificate.path, "-key", key, "-www",
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        // It says where it listens: "ACCEPT 127.0.0.1:12345".
        var text = ""
        while true {
            let data = output.fileHandleForReading.availableData
            try #require(!data.isEmpty)
            text += String(decoding: data, as: UTF8.self)
            guard let start = text.range(of: "ACCEPT "), let end = text[start.upperBound...].firstIndex(of: "\n") else {
                continue
            }
            let address = text[start.upperBound..<end]
            port = try #require(Int(address[(address.lastIndex(of: ":") ?? address.startIndex)...].dropFirst()))
            break
        }
    }

    deinit {
        // Not SIGTERM: the process has inherited a signal mask that blocks it from a thread of Dispatch.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }
}
