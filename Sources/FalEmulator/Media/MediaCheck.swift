internal import FalAPI
internal import JSON
internal import MediaTools
internal import QueueEngine

/// What becomes of a request because of the files that it names.
///
/// Files are looked at before the request is in the queue, so that its script is decided when its world first sees it: on a
/// clock that stands still or jumps the outcome cannot depend on how fast a file was read. Live fal looks when the model
/// runs; the caller sees the same, since errors arrive with the result. Submitting takes as long as reading does, which
/// the deadlines of downloads and of the helper bound.
struct MediaCheck: Sendable {
    let strictness: MediaConfiguration.Strictness
    let reader: MediaReader
    let maker: OutputMaker
    let time: TimeSource

    /// How long the files of one request may take together, in real time; those that are left then are not looked at.
    private static let patience = Span.seconds(20)

    /// A request whose files have to be looked at.
    struct Work: Sendable {
        let input: JSONValue
        let scenario: Scenario
        let pricing: Pricing?
        let uses: [MediaUse]

        /// Whether time passes until it is known what becomes of it.
        var takesTime: Bool { uses.contains(where: \.takesTime) }
    }

    /// The files that an input names; nil when there are none to look at: because nobody wants it, or since the scenario
    /// decides anyway how the request ends.
    func work(for input: JSONValue, of model: Model, _ scenario: Scenario, _ origin: Origin) -> Work? {
        guard strictness != .off, case .result = scenario.ending else { return nil }
        let uses = model.media.flatMap { field in
            field.values(in: input).map { value in
                MediaUse(field: field, value: value, source: reader.source(of: value.url, origin))
            }
        }
        guard !uses.isEmpty else { return nil }
        return Work(
            input: input,
            scenario: scenario,
            pricing: model.pricing,
            uses: Array(uses.prefix(MediaField.mostValues))
        )
    }

    /// What a request will do, when that can be told at once; nil when its files have to be read first.
    func immediateScript(for work: Work) -> Script? {
        if strictness == .strict, let script = dataRefusal(work) { return script }
        if work.takesTime { return nil }
        for use in work.uses {
            if case .gone = use.source { return refusal(MediaErrors(use.value).notDownloaded, work) }
        }
        var script = work.scenario.script(for: work.input, pricing: work.pricing)
        note(work.uses.compactMap { use in note(on: use) }, in: &script)
        return script
    }

    /// What a request will do, once its files have been read. The first file that is no good decides.
    func script(for work: Work) async -> Script {
        var read: [String: OutputMaker.Input] = [:]
        var notes: [String] = []
        let start = time.now()
        for use in work.uses {
            guard time.now() - start < Self.patience else {
                notes.append("\(use.name) is not looked at: the files before it took too long")
                continue
            }
            switch await reader.read(use) {
            case .refused(let error): return refusal(error, work)
            case .unread(let reason):
                if case .example = use.source { continue }
                notes.append("\(use.name) \(reason); its limits are not checked")
            case .read(let file, let facts):
                if facts == nil { notes.append("\(use.name) cannot be looked into; only its size is checked") }
                guard let name = use.field.topLevelName, let facts else { continue }
                read[name] = OutputMaker.Input(file: file, facts: facts)
            }
        }
        let measured = work.pricing?.measuredInput.flatMap { read[$0] }.flatMap { MediaJudge.seconds($0.facts) }
        var script = work.scenario.script(for: work.input, pricing: work.pricing, measuredSeconds: measured)
        if case .answer(var answer) = script.outcome {
            answer.body = await maker.fill(answer.body, from: read)
            script.outcome = .answer(answer)
        }
        note(notes, in: &script)
        return script
    }

    private func dataRefusal(_ work: Work) -> Script? {
        for use in work.uses {
            if case .data = use.source { return refusal(MediaErrors(use.value).inferred.unreadable, work) }
        }
        return nil
    }

    private func refusal(_ error: ModelError, _ work: Work) -> Script { work.scenario.script(refusing: error) }

    private func note(on use: MediaUse) -> String? {
        guard case .elsewhere = use.source else { return nil }
        return "\(use.name) is not fetched: its host is not allowed; its limits are not checked"
    }

    private func note(_ notes: [String], in script: inout Script) {
        guard !notes.isEmpty else { return }
        script.logs = notes.map { Script.Line(offset: .zero, level: .debug, message: $0) } + script.logs
    }
}
