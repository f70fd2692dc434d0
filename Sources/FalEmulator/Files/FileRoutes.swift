internal import HTTPServer
internal import HTTPTypes

/// The files that results point at. Anybody who has a URL may read it (measured 2026-08).
struct FileRoutes: Sendable {
    let scenarios: ScenarioLibrary
    let made: MadeFiles
    let seed: UInt64

    /// Answers a request that is meant for a result's file.
    func answer(_ request: Request, _ destination: Destination) -> Answer {
        .now(respond(request, destination.segments))
    }

    private func respond(_ request: Request, _ segments: ArraySlice<String>) -> Response {
        if request.method == .options { return FileAnswer.preflight(request) }
        guard let file = file(segments) else { return RequestRefusal.notFound.response(FileAnswer.errors) }
        guard request.method == .get || request.method == .head else {
            return RequestRefusal.methodNotAllowed([.get, .head]).response(FileAnswer.errors)
        }
        return FileAnswer(file).response(to: request)
    }

    /// Whether a path stands for a file that was given out, whether it is still there or not.
    func hasGivenOut(_ segments: ArraySlice<String>) -> Bool {
        segments.starts(with: ["files", "b"]) && OutputName(segments: segments.dropFirst(2), seed: seed) != nil
    }

    /// The file that a path stands for.
    func file(_ segments: ArraySlice<String>) -> MediaFile? {
        guard segments.starts(with: ["files", "b"]),
            let name = OutputName(segments: segments.dropFirst(2), seed: seed)
        else { return nil }
        return scenarios.media.file(key: name.key, name: name.fileName) ?? made.file(key: name.key, name: name.fileName)
    }
}
