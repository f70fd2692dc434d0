internal import FalAPI
internal import JSON
internal import OpenAPIValidator
internal import QueueEngine

/// Makes the default scenarios of endpoints that have no fixture.
struct SampleWriter {
    private let media: MediaLibrary
    private let seed: UInt64
    /// What is wrong with the samples.
    private(set) var defects: [LoadError] = []

    /// Takes in the placeholders, if any endpoint needs them.
    init(_ models: ModelCatalog, _ fixtures: ScenarioSet, _ loader: inout ScenarioLoader, seed: UInt64) {
        self.seed = seed
        let hasAll = models.ids.allSatisfy { id in fixtures[id].contains { $0.name == Scenario.success } }
        if !hasAll, !loader.addPlaceholders() {
            defects.append(
                LoadError(
                    "\(loader.directory.path)/media/placeholder",
                    "files are missing: the URLs in results of endpoints without a fixture lead nowhere"
                )
            )
        }
        media = loader.media
    }

    /// The default scenario of an endpoint: queued and run as long as others, and a sample of its output.
    mutating func success(of model: Model) -> Scenario {
        var sample = OutputSample([:], schema: nil)
        if let output = model.output, let schema = model.outputSchema {
            var sampler = OutputSampler(model.document.root, seed: seed, salt: model.id.description, media: media)
            let (body, problem) = sampler.answer(output, schema)
            sample = OutputSample(body, schema: schema)
            if let problem {
                defects.append(
                    LoadError("\(model.id)", "no result could be made that satisfies the document: \(problem)")
                )
            }
        }
        return Scenario(endpoint: model.id, name: Scenario.success, timeline: Self.timeline, ending: .sample(sample))
    }

    /// The default pace, as of the endpoints that have fixtures.
    private static let timeline: ScenarioTimeline = {
        var timeline = ScenarioTimeline(queueTime: .seconds(0.3), runTime: .seconds(0.7))
        timeline.logs = [
            Script.Line(offset: .seconds(0.05), level: .info, message: "Reading the input"),
            Script.Line(offset: .seconds(0.6), level: .info, message: "Writing a sample of the output"),
        ]
        return timeline
    }()
}
