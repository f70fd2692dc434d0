internal import FalClientCurl
internal import HTTPClient

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// What a call's requests go through: libcurl, which can be told of the local certificate authority.
enum CallTransport {
    /// To fal: by the environment's proxy, and trusting the environment's roots where it names some, else the system's. So a
    /// call under `falsework exec` stays on this machine.
    static func live() -> CurlTransport {
        var options = HTTPClient.Options()
        options.usesProxyFromEnvironment = true
        // What the variable names takes the system's roots' place, as for OpenSSL and curl.
        if let file = ["CURL_CA_BUNDLE", "SSL_CERT_FILE"].lazy.compactMap(Environment.foreign).first {
            options.authoritiesFile = file
            options.trustsSystemAuthorities = false
        }
        return CurlTransport(options)
    }

    /// To an emulator: trusting the local certificate authority beside the system's roots, and by the environment's proxy
    /// unless the emulator is on this machine.
    /// - Parameters:
    ///   - url: the emulator's URL.
    ///   - state: the directory of the local certificate authority, where one was named.
    static func emulator(at url: String, state: String?) throws -> CurlTransport {
        guard let url = URL(string: url), let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme),
            let host = url.host()
        else { throw Failure.unusable("--url: '\(url)' is not http://… or https://…") }
        var options = HTTPClient.Options()
        options.usesProxyFromEnvironment = !isLoopback(host)
        if scheme == "https" { options.authoritiesFile = try authority(in: state) }
        return CurlTransport(options)
    }

    /// Our own authority's certificate; nil where nobody has made one, and none was named.
    private static func authority(in state: String?) throws -> String? {
        guard state != nil || Environment.foreign("HOME") != nil || Environment.foreign("XDG_DATA_HOME") != nil
        else { return nil }
        let file = CertificateStore.certificatePath(in: try CertificateStore.directory(state))
        if FileManager.default.isReadableFile(atPath: file) { return file }
        guard state == nil else { throw Failure.unusable("--state: \(file): cannot be read") }
        return nil
    }

    private static func isLoopback(_ host: String) -> Bool {
        let host = host.lowercased().trimmingPrefix("[")
        return host == "localhost" || host.hasSuffix(".localhost") || host.hasPrefix("127.") || host.hasPrefix("::1")
    }
}
