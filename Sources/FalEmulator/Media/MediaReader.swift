internal import FalAPI
internal import HTTPServer
internal import JSON
internal import MediaTools

/// Finds the files that inputs name, brings them to this machine, and looks into them.
final class MediaReader: Sendable {
    private let configuration: MediaConfiguration
    private let folder: MediaFolder
    private let examples: Set<String>
    private let ownFile: @Sendable (String) -> FileFinder.Finding
    private let line = DownloadLine(width: 4)
    private let known = Locked<[String: MediaReport]>([:])

    /// What was found is remembered for so many files.
    private static let mostKnown = 4_096
    private static let mostRedirects = 4
    /// How long a download may take that the document sets no time for, in seconds of real time; never longer.
    private static let downloadSeconds = 10.0

    /// - Parameters:
    ///   - examples: the URLs that documents give as examples.
    ///   - ownFile: finds the files of this emulator's.
    init(
        _ configuration: MediaConfiguration,
        folder: MediaFolder,
        examples: Set<String>,
        ownFile: @escaping @Sendable (String) -> FileFinder.Finding
    ) {
        self.configuration = configuration
        self.folder = folder
        self.examples = examples
        self.ownFile = ownFile
    }

    /// What came of one file.
    enum Reading: Sendable {
        /// It is here, and keeps its limits as far as anybody knows; without facts nothing is known of it.
        case read(LocalMedia, MediaFacts?)
        /// It is not here, for a reason that is put as `is not fetched`; nothing is known of it.
        case unread(String)
        /// The model refuses it.
        case refused(ModelError)
    }

    /// Where a value leads; decided at once.
    /// - Parameter origin: how the caller reaches the emulator.
    func source(of url: String, _ origin: Origin) -> MediaSource {
        if DataURI.isOne(url) { return .data }
        if examples.contains(url) { return .example }
        switch ownFile(url) {
        case .found(let file):
            return .own(
                LocalMedia(path: file.path, size: Int(file.size), digest: file.digest, owner: file.upload)
            )
        case .gone: return .gone
        case .foreign: break
        }
        guard case .allowed(let target) = WebhookTarget.judge(url, allowed: configuration.allowedHosts) else {
            return isOurs(url, origin) ? .gone : .elsewhere
        }
        if isOurs(url, origin) { return .gone }
        return reach(of: target).map { .download(target, $0) } ?? .elsewhere
    }

    /// Whether a URL begins as those do that this caller is given.
    private func isOurs(_ url: String, _ origin: Origin) -> Bool {
        func authority(_ text: String) -> String? {
            guard let separator = text.firstRange(of: "://") else { return nil }
            return text[separator.upperBound...].prefix { !"/?#".contains($0) }.lowercased()
        }
        return authority(url) == authority(origin.base)
    }

    private func reach(of target: WebhookTarget) -> MediaDownload.Reach? {
        guard let (text, port) = WebhookTarget.split(authority: target.authority), let host = WebhookHost(text) else {
            return nil
        }
        if host.isLoopback { return .loopback }
        let effectivePort = port ?? (target.scheme == "https" ? 443 : 80)
        let isNamed = configuration.allowedHosts.contains { $0.names(host, port: effectivePort) }
        return isNamed ? .named : .publicOnly
    }

    /// Brings a file here and looks into it.
    func read(_ use: MediaUse) async -> Reading {
        let judge = MediaJudge(use.field, use.value)
        let file: LocalMedia
        switch use.source {
        case .example: return .unread("is an example of the documentation, which the fixtures stand for")
        case .elsewhere: return .unread("is not fetched: its host is not allowed")
        case .gone: return .refused(judge.errors.notDownloaded)
        case .own(let own): file = own
        case .data:
            guard let data = DataURI(use.value.url) else { return .refused(judge.errors.inferred.unreadable) }
            if let refusal = judge.refusal(size: data.bytes.count) { return .refused(refusal) }
            guard let kept = folder.keep(data.bytes) else {
                return .unread("is not looked at: there is no room for it")
            }
            file = LocalMedia(path: kept.path, size: kept.size, digest: kept.digest)
        case .download(let target, let reach):
            switch await download(target, reach, use.field.limits) {
            case .bytes(let bytes):
                if let refusal = judge.refusal(size: bytes.count) { return .refused(refusal) }
                guard let kept = folder.keep(bytes) else { return .unread("is not looked at: there is no room for it") }
                file = LocalMedia(path: kept.path, size: kept.size, digest: kept.digest)
            case .tooLarge:
                guard let limit = use.field.limits.maximumFileSize else {
                    return .unread("is not looked at: it is too large")
                }
                return .refused(judge.errors.tooLarge(limit))
            case .failed: return .refused(judge.errors.notDownloaded)
            case .none: return .unread("is not fetched: this emulator fetches nothing")
            }
        }
        if let refusal = judge.refusal(size: file.size) { return .refused(refusal) }
        let report = await report(on: file)
        if let refusal = judge.refusal(report) { return .refused(refusal) }
        if case .facts(let facts) = report { return .read(file, facts) }
        return .read(file, nil)
    }

    /// What is in a file; the same content is looked at once.
    private func report(on file: LocalMedia) async -> MediaReport {
        guard let workers = configuration.workers else { return .failed("media is not checked") }
        if let report = known.withLock({ $0[file.digest] }) { return report }
        let report = await workers.carryOut(.probe(path: file.path))
        // Until here somebody else may have removed it.
        withExtendedLifetime(file.owner) {}
        // A helper that died of it may live the next time.
        if case .failed = report { return report }
        known.withLock { known in
            if known.count >= Self.mostKnown { known = [:] }
            known[file.digest] = report
        }
        return report
    }

    private enum Download {
        case bytes([UInt8])
        case tooLarge
        case failed
        case none
    }

    private func download(
        _ target: WebhookTarget,
        _ reach: MediaDownload.Reach,
        _ limits: MediaLimits
    ) async -> Download {
        guard let fetcher = configuration.fetcher else { return .none }
        var (target, reach) = (target, reach)
        for _ in 0...Self.mostRedirects {
            let download = MediaDownload(
                target: target,
                reach: reach,
                maximumBytes: min(limits.maximumFileSize ?? .max, MediaConfiguration.largestDownload),
                timeout: .seconds(min(limits.timeout ?? Self.downloadSeconds, Self.downloadSeconds))
            )
            switch await line.run({ await fetcher(download) }) {
            case .answered(200...299, _, let body): return .bytes(body)
            case .answered(300...399, let location?, _):
                guard
                    case .allowed(let next) = WebhookTarget.judge(
                        target.resolving(location),
                        allowed: configuration.allowedHosts
                    ),
                    let nextReach = self.reach(of: next),
                    // A host elsewhere must not lead us to this machine.
                    (nextReach == .loopback) == (reach == .loopback)
                else { return .failed }
                (target, reach) = (next, nextReach)
            case .tooLarge: return .tooLarge
            case .answered, .unreachable: return .failed
            }
        }
        return .failed
    }
}
