internal import JSON
internal import MediaTools

/// Makes outputs of inputs: the caller's own picture with another sound, or a sound as long as the caller's video. Where
/// that does not work the files of the fixtures stand.
struct OutputMaker: Sendable {
    let workers: MediaWorkers?
    let folder: MediaFolder
    let made: MadeFiles
    let scenarios: ScenarioLibrary

    /// An input that was read.
    struct Input: Sendable {
        let file: LocalMedia
        let facts: MediaFacts
    }

    /// Longer outputs are not made, in seconds.
    private static let greatestLength = 3_600.0

    /// The body with a made file in the place of every file that can be made.
    /// - Parameter inputs: what was read, by the names of the input's fields.
    func fill(_ body: JSONValue, from inputs: [String: Input]) async -> JSONValue {
        guard workers != nil, !inputs.isEmpty else { return body }
        var files: [Int: MediaFile] = [:]
        for (index, reference) in FileReference.list(in: body).enumerated() where !reference.isMissing {
            guard let recipe = reference.recipe, let model = scenarios.media.file(named: reference.name) else {
                continue
            }
            files[index] = await make(recipe, like: model, from: inputs)
        }
        return files.isEmpty ? body : FileReference.body(body, withMade: files)
    }

    private func make(_ recipe: FileRecipe, like model: MediaFile, from inputs: [String: Input]) async -> MediaFile? {
        let source = recipe.picture ?? recipe.length
        guard let source, let input = inputs[source], let seconds = MediaJudge.seconds(input.facts), seconds > 0,
            seconds <= Self.greatestLength, recipe.picture == nil || input.facts.picture != nil
        else { return nil }
        let picture = recipe.picture == nil ? nil : input
        // The caller's own sound, if it can be copied into the new file; else that of the fixtures.
        if let own = recipe.soundInput.flatMap({ inputs[$0] }),
            let file = await make(picture, Sound(own.file), repeats: false, seconds, like: model)
        {
            return file
        }
        guard let sound = scenarios.media.file(named: recipe.sound) else { return nil }
        return await make(picture, Sound(sound), repeats: true, seconds, like: model)
    }

    private struct Sound {
        let path: String
        let digest: String
        var owner: (any Sendable)?

        init(_ file: LocalMedia) {
            path = file.path
            digest = file.digest
            owner = file.owner
        }

        init(_ file: MediaFile) {
            path = file.path
            digest = file.digest
        }
    }

    private func make(
        _ picture: Input?,
        _ sound: Sound,
        repeats: Bool,
        _ seconds: Double,
        like model: MediaFile
    ) async -> MediaFile? {
        let recipe = "\(picture?.file.digest ?? "-") \(sound.digest) \(repeats) \(seconds) \(model.name)"
        if let known = made.file(madeLike: recipe) { return known }
        guard let workers, let dot = model.name.lastIndex(of: "."),
            let draft = folder.draftPath(String(model.name[model.name.index(after: dot)...]))
        else { return nil }
        let order = MediaAssembly(
            picture: picture?.file.path,
            sound: sound.path,
            repeatsSound: repeats,
            length: seconds,
            output: draft
        )
        let report = await workers.carryOut(.assemble(order))
        withExtendedLifetime((picture?.file.owner, sound.owner)) {}
        guard report == .assembled else {
            // A helper that was killed leaves what it had written.
            folder.discard(draft: draft)
            return nil
        }
        return folder.adopt(draft: draft).map { made.add($0, madeLike: recipe, like: model) }
    }
}
