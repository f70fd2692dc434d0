internal import FalEmulator
internal import HTTPClient
internal import HTTPTypes

/// Files over HTTP: each on a connection of its own, to an address that was looked at before.
enum MediaFetching {
    static let fetcher: MediaFetcher = { download in
        let (host, port) = split(download.target)
        guard let address = await NameLookup.addresses(of: host).first(where: download.reach.allows) else {
            return .unreachable("\(host) has no address that may be connected to")
        }
        var options = HTTPClient.Options()
        options.timeout = download.timeout
        options.maximumResponseBytes = download.maximumBytes
        // The name is not looked up again, where it could lead somewhere else.
        options.connections = [.init(targetHost: address, targetPort: port)]
        var request = HTTPRequest(
            method: .get,
            scheme: download.target.scheme,
            authority: download.target.authority,
            path: download.target.path
        )
        request.headerFields[.accept] = "*/*"
        request.headerFields[.userAgent] = "falsework"
        do throws(HTTPClientError) {
            let (response, body) = try await HTTPClient(options).send(request)
            return .answered(
                status: response.status.code,
                location: response.headerFields[.location],
                body: body
            )
        } catch {
            return error.code == .responseTooLarge ? .tooLarge : .unreachable(error.message)
        }
    }

    /// The host without brackets, and the port that the scheme implies if there is none.
    private static func split(_ target: WebhookTarget) -> (host: String, port: Int) {
        let authority = target.authority
        let end =
            authority.hasPrefix("[")
            ? authority.firstIndex(of: "]").map(authority.index(after:)) : authority.firstIndex(of: ":")
        let host = authority[..<(end ?? authority.endIndex)]
        let port = end.flatMap { Int(authority[$0...].dropFirst()) }
        return (
            String(host.drop { $0 == "[" }.prefix { $0 != "]" }),
            port ?? (target.scheme == "https" ? 443 : 80)
        )
    }
}
