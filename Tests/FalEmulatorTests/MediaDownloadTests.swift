import FalAPI
import JSON
import MediaTools
import TestMedia
import Testing

@testable import FalEmulator

@Suite struct MediaDownloadTests {
    private let origin = Origin(base: "http://localhost:8787", isPrefixed: true)

    /// Hosts that answer from a table, and what they were asked for.
    private final class Network: Sendable {
        let asked = Settable<[MediaDownload]>([])
        let answers: [String: MediaDownload.Outcome]

        init(_ answers: [String: MediaDownload.Outcome]) { self.answers = answers }

        var fetcher: MediaFetcher {
            { [self] download in
                asked.change { $0.append(download) }
                return answers[download.target.description] ?? .answered(status: 404, location: nil, body: [])
            }
        }
    }

    private func reader(_ network: Network, allowed: [String] = []) -> MediaReader {
        var configuration = MediaConfiguration()
        configuration.fetcher = network.fetcher
        configuration.allowedHosts = allowed.compactMap { WebhookPattern($0) }
        return MediaReader(
            configuration,
            folder: MediaFolder(parent: nil, limit: 1 << 20),
            examples: ["https://example.com/example.mp4"]
        ) { _ in .foreign }
    }

    private func read(
        _ url: String,
        _ reader: MediaReader,
        limits: MediaLimits = MediaLimits()
    ) async -> MediaReader.Reading {
        let field = MediaField(path: [.member("video_url")], kind: .video, limits: limits)
        let value = MediaField.Value(location: ["body", "video_url"], url: url)
        return await reader.read(MediaUse(field: field, value: value, source: reader.source(of: url, origin)))
    }

    private func outcome(_ reading: MediaReader.Reading) -> String {
        switch reading {
        case .read(let file, _): "read \(file.size)"
        case .unread: "unread"
        case .refused(let error): error.type
        }
    }

    private func redirect(_ location: String) -> MediaDownload.Outcome {
        .answered(status: 302, location: location, body: [])
    }

    @Test(arguments: [
        ("https://elsewhere.com/a.mp4", "unread", 0), ("https://10.0.0.1/a.mp4", "unread", 0),
        ("https://example.com/example.mp4", "unread", 0), ("no URL", "unread", 0), ("ftp://127.0.0.1/a", "unread", 0),
        // What some programs read as an address of this machine is no host here.
        ("http://2130706433/a.mp4", "unread", 0), ("http://[::ffff:127.0.0.1]/a.mp4", "unread", 0),
        ("http://user@127.0.0.1/a.mp4", "unread", 0),
        ("http://127.0.0.1:9000/a.mp4", "read 3", 1), ("http://localhost:9000/a.mp4", "read 3", 1),
        ("http://127.0.0.1:9000/nothing.mp4", "file_download_error", 1),
        ("http://127.0.0.1:9000/closed.mp4", "file_download_error", 1),
        // Our own, as the caller came: what we do not have is nowhere.
        ("http://localhost:8787/cdn/files/b/x/y.mp4", "file_download_error", 0),
    ])
    func whereAURLLeads(url: String, result: String, fetches: Int) async {
        let network = Network([
            "http://127.0.0.1:9000/a.mp4": .answered(status: 200, location: nil, body: [1, 2, 3]),
            "http://localhost:9000/a.mp4": .answered(status: 200, location: nil, body: [1, 2, 3]),
            "http://127.0.0.1:9000/closed.mp4": .unreachable("refused"),
        ])
        #expect(outcome(await read(url, reader(network))) == result)
        #expect(network.asked.value.count == fetches)
    }

    @Test(arguments: [
        ("example.com", "https://example.com/a", MediaDownload.Reach.named),
        ("10.0.0.5", "http://10.0.0.5/a", .named),
        ("*.example.com", "https://cdn.example.com/a", .publicOnly),
        ("*", "https://anything.net/a", .publicOnly),
    ])
    func allowedHostsAreFetched(pattern: String, url: String, reach: MediaDownload.Reach) async {
        let network = Network([url: .answered(status: 200, location: nil, body: [1])])
        #expect(outcome(await read(url, reader(network, allowed: [pattern]))) == "read 1")
        #expect(network.asked.value.map(\.reach) == [reach])
        #expect(outcome(await read("https://other.org/a", reader(network, allowed: ["example.com"]))) == "unread")
    }

    @Test(arguments: [
        ("/moved", "read 2"), ("b", "read 3"), ("//127.0.0.1:9000/moved", "read 2"),
        ("http://127.0.0.1:9000/moved", "read 2"), ("http://elsewhere.com/a", "file_download_error"),
        // A host that was allowed is one; this machine and another one are not the same.
        ("https://allowed.com/a", "file_download_error"), ("/loop", "file_download_error"),
        ("ftp://x", "file_download_error"),
    ])
    func redirectsLeadToAllowedHostsOnly(location: String, result: String) async {
        let network = Network([
            "http://127.0.0.1:9000/dir/a": redirect(location),
            "http://127.0.0.1:9000/moved": .answered(status: 200, location: nil, body: [1, 2]),
            "http://127.0.0.1:9000/dir/b": .answered(status: 200, location: nil, body: [1, 2, 3]),
            "http://127.0.0.1:9000/loop": redirect("/loop"),
            "https://allowed.com/a": .answered(status: 200, location: nil, body: [1]),
        ])
        #expect(outcome(await read("http://127.0.0.1:9000/dir/a", reader(network, allowed: ["allowed.com"]))) == result)
        #expect(network.asked.value.count <= 5)
    }

    @Test func anAllowedHostCannotLeadToThisMachine() async {
        let network = Network([
            "https://allowed.com/a": redirect("http://127.0.0.1:9000/secret"),
            "http://127.0.0.1:9000/secret": .answered(status: 200, location: nil, body: [1]),
        ])
        #expect(
            outcome(await read("https://allowed.com/a", reader(network, allowed: ["allowed.com"])))
                == "file_download_error"
        )
        #expect(network.asked.value.count == 1)
    }

    @Test func sizeAndTimeAreBounded() async {
        var limits = MediaLimits()
        limits.maximumFileSize = 10
        limits.timeout = 3
        let network = Network(["http://127.0.0.1/a": .tooLarge])
        #expect(outcome(await read("http://127.0.0.1/a", reader(network), limits: limits)) == "file_too_large")
        #expect(network.asked.value.map(\.maximumBytes) == [10])
        #expect(network.asked.value.map(\.timeout) == [.seconds(3)])
        // Without a documented limit a large file is only not looked at.
        #expect(outcome(await read("http://127.0.0.1/a", reader(network))) == "unread")
        #expect(network.asked.value.last?.maximumBytes == MediaConfiguration.largestDownload)
    }

    @Test(arguments: [
        ("127.0.0.1", [true, false, false]), ("::1", [true, false, false]), ("8.8.8.8", [false, true, true]),
        ("10.1.2.3", [false, true, false]), ("172.16.0.1", [false, true, false]), ("172.32.0.1", [false, true, true]),
        ("192.168.1.1", [false, true, false]), ("100.64.0.1", [false, true, false]),
        ("169.254.169.254", [false, false, false]),
        ("0.0.0.0", [false, false, false]), ("224.0.0.1", [false, false, false]),
        ("255.255.255.255", [false, false, false]),
        ("fe80::1", [false, false, false]), ("fd00::1", [false, true, false]), ("2606:4700::1", [false, true, true]),
        ("::ffff:127.0.0.1", [false, false, false]), ("::", [false, false, false]),
        ("64:ff9b::a00:1", [false, false, false]),
        ("2002:7f00:1::", [false, false, false]), ("localhost", [false, false, false]),
        ("fe80::1%eth0", [false, false, false]),
    ])
    func addressesThatMayBeConnectedTo(address: String, allowed: [Bool]) {
        let reaches = [MediaDownload.Reach.loopback, .named, .publicOnly]
        #expect(reaches.map { $0.allows(address: address) } == allowed)
    }
}
