internal import FalEmulator
internal import HTTPServer
internal import TLSKit

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// The certificate authority of this machine, in a directory that only its owner may enter.
///
/// `authority.pem` holds key and certificate in one file, so that two starts at the same time cannot mix theirs; `ca.pem`
/// is the certificate for clients to trust, and `bundle.pem` the same after the system's own roots, for clients whose
/// setting replaces them (`SSL_CERT_FILE`).
struct CertificateStore {
    /// Where the authority's certificate lies.
    let certificatePath: String
    /// Where the bundle lies; nil for an authority that was given.
    let bundlePath: String?
    private let authority: CertificateAuthority

    private static let validDays = 3_650
    private static let leafDays = 365

    /// Where systems keep the roots that they trust.
    private static let systemRoots = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem",
    ]

    /// The directory to use: the one that was named, else the user's own for data.
    static func directory(_ named: String?) throws -> String {
        // Programs that are told the path may work in another directory.
        if let named { return named.hasPrefix("/") ? named : FileManager.default.currentDirectoryPath + "/" + named }
        if let data = Environment.foreign("XDG_DATA_HOME") { return data + "/falsework" }
        guard let home = Environment.foreign("HOME") else {
            throw Failure.unusable("HOME is not set: name a directory for the certificate authority with --state")
        }
        return home + "/.local/share/falsework"
    }

    /// Where clients find the certificate of an authority in a directory.
    static func certificatePath(in directory: String) -> String { directory + "/ca.pem" }

    /// Where clients find the bundle of an authority in a directory.
    static func bundlePath(in directory: String) -> String { directory + "/bundle.pem" }

    /// Uses an authority that was given.
    init(certificate: String, key: String) throws {
        do {
            authority = try CertificateAuthority(
                certificatePEM: try Self.read(certificate),
                privateKeyPEM: try Self.read(key)
            )
        } catch let error as TLSError {
            throw Failure.unusable("\(certificate): \(error.message)")
        }
        certificatePath = certificate
        bundlePath = nil
    }

    /// Uses the authority of a directory, and makes it when there is none that is still good.
    init(directory: String) throws {
        let manager = FileManager.default
        let file = directory + "/authority.pem"
        do {
            try manager.createDirectory(
                atPath: directory,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            if let kept = Self.kept(file) {
                authority = kept
            } else {
                let made = try CertificateAuthority.generate(
                    commonName: "Falsework local CA",
                    validDays: Self.validDays,
                    now: Self.now()
                )
                let draft = "\(file).\(ProcessInfo.processInfo.processIdentifier)"
                try Self.write(made.privateKeyPEM + made.certificatePEM, to: draft, permissions: 0o600)
                if manager.fileExists(atPath: file) { try manager.removeItem(atPath: file) }
                // Fails when another start was faster; then its authority is the one.
                if (try? manager.moveItem(atPath: draft, toPath: file)) == nil {
                    try? manager.removeItem(atPath: draft)
                }
                authority = Self.kept(file) ?? made
            }
            certificatePath = Self.certificatePath(in: directory)
            bundlePath = Self.bundlePath(in: directory)
            try Self.refresh(certificatePath, authority.certificatePEM)
            try Self.refreshBundle(Self.bundlePath(in: directory), authority.certificatePEM)
        } catch let error as TLSError {
            throw Failure.failed("cannot make a certificate authority: \(error.message)")
        } catch let error as CocoaError {
            throw Failure.failed("cannot keep the certificate authority in \(directory): \(error)")
        }
    }

    /// A certificate for all names, made anew at each start and kept in memory only.
    func identity(for host: String) throws -> TLSIdentity {
        let addresses = Set(["127.0.0.1", "::1", host]).filter { $0.contains(":") || $0.allSatisfy { !$0.isLetter } }
        do throws(TLSError) {
            let identity = try authority.issue(
                commonName: "localhost",
                names: ServedNames.all,
                addresses: addresses.sorted(),
                validDays: Self.leafDays,
                now: Self.now()
            )
            return TLSIdentity(
                certificateChainPEM: identity.certificatePEM,
                privateKeyPEM: identity.privateKeyPEM
            )
        } catch {
            throw Failure.failed("cannot make a certificate: \(error.message)")
        }
    }

    private static func now() -> Int64 { Int64(Date().timeIntervalSince1970) }

    /// The authority in a file, if it can be read and is valid for longer than a certificate of its own.
    private static func kept(_ file: String) -> CertificateAuthority? {
        guard let text = try? read(file),
            let authority = try? CertificateAuthority(certificatePEM: text, privateKeyPEM: text),
            authority.certificate.notAfter > now() + Int64(leafDays) * 86_400
        else { return nil }
        return authority
    }

    private static func read(_ path: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: path), data.count < 1 << 20 else {
            throw Failure.unusable("\(path): cannot be read")
        }
        return String(decoding: data, as: UTF8.self)
    }

    private static func write(_ text: String, to path: String, permissions: Int) throws {
        let data = Data(text.utf8)
        guard FileManager.default.createFile(atPath: path, contents: data, attributes: [.posixPermissions: permissions])
        else { throw Failure.failed("\(path): cannot be written") }
    }

    /// Writes a file unless it says so already; readers never see half of it.
    private static func refresh(_ path: String, _ text: String) throws {
        if let old = FileManager.default.contents(atPath: path), old == Data(text.utf8) { return }
        try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    }

    private static func refreshBundle(_ path: String, _ certificate: String) throws {
        let manager = FileManager.default
        let roots = systemRoots.first { manager.fileExists(atPath: $0) }
        func modified(_ path: String) -> Date? {
            (try? manager.attributesOfItem(atPath: path))?[.modificationDate] as? Date
        }
        // Our certificate comes first, so that a look at the beginning tells whether the bundle is of this authority.
        if let made = modified(path), let changed = roots.flatMap(modified), made > changed,
            let old = manager.contents(atPath: path), old.starts(with: Data(certificate.utf8))
        {
            return
        }
        let system = roots.flatMap { manager.contents(atPath: $0) } ?? Data()
        try (Data(certificate.utf8) + system).write(to: URL(filePath: path), options: .atomic)
    }
}
