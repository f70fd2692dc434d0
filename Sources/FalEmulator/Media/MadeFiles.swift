internal import HTTPServer

/// The outputs that were made of inputs, found by what they were made of and by the URLs that were given out.
final class MadeFiles: Sendable {
    private struct State {
        var byName: [String: MediaFile] = [:]
        var byRecipe: [String: MediaFile] = [:]
    }

    private let folder: MediaFolder
    private let state = Locked(State())

    /// More than these are forgotten, all at once.
    private static let mostFiles = 16_384

    init(folder: MediaFolder) { self.folder = folder }

    /// The file that a URL stands for.
    func file(key: some StringProtocol, name: some StringProtocol) -> MediaFile? {
        kept(state.withLock { $0.byName["\(key)/\(name)"] })
    }

    /// The file that was made like this before.
    func file(madeLike recipe: String) -> MediaFile? { kept(state.withLock { $0.byRecipe[recipe] }) }

    /// Takes in a file.
    /// - Parameters:
    ///   - recipe: what it was made of.
    ///   - model: the file of the fixtures in whose place it stands, whose name, type and date it takes.
    func add(_ file: MediaFolder.File, madeLike recipe: String, like model: MediaFile) -> MediaFile {
        let made = MediaFile(
            path: file.path,
            name: model.name,
            contentType: model.contentType,
            size: file.size,
            digest: file.digest,
            lastModified: model.lastModified
        )
        state.withLock { state in
            if state.byRecipe.count >= Self.mostFiles { state = State() }
            state.byName["\(made.key)/\(made.name)"] = made
            state.byRecipe[recipe] = made
        }
        return made
    }

    /// The file, unless it had to make room.
    private func kept(_ file: MediaFile?) -> MediaFile? {
        file.flatMap { folder.file($0.digest) == nil ? nil : $0 }
    }
}
