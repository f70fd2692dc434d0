internal import FalAPI
internal import HTTPServer
internal import HTTPTypes
internal import JSON
internal import QueueEngine

/// The scenarios of a world: `scenarios`, those that a test adds, the one that it chooses for requests without the header,
/// and the `files` that their results can point at.
struct ScenarioControl: Sendable {
    let models: ModelCatalog
    let library: ScenarioLibrary

    var routes: [ControlRoute] {
        [
            ControlRoute(.get, "files") { (_) throws(ControlError) in files },
            ControlRoute(.get, "scenarios") { (call) throws(ControlError) in list(call) },
            ControlRoute(.post, "scenarios") { (call) throws(ControlError) in
                let scenario = try read(call)
                guard call.world.changeScenarios({ $0.add(scenario) }) else {
                    throw .conflict("A world has at most \(ScenarioOverlay.mostAdditions) scenarios of its own")
                }
                return .json(Self.json(of: scenario), status: 201)
            },
            ControlRoute(.post, "scenarios/validate") { (call) throws(ControlError) in
                .json(Self.json(of: try read(call)))
            },
            ControlRoute(.delete, "scenarios") { (call) throws(ControlError) in
                call.world.changeScenarios { $0.removeAll() }
                return .noContent
            },
            ControlRoute(.get, "scenarios/choice") { (call) throws(ControlError) in Self.choices(call.world) },
            ControlRoute(.put, "scenarios/choice") { (call) throws(ControlError) in try choose(call) },
            ControlRoute(.delete, "scenarios/choice") { (call) throws(ControlError) in
                call.world.changeScenarios { overlay in
                    for choice in overlay.choices { overlay.use(nil, for: choice.endpoint) }
                }
                return .noContent
            },
            ControlRoute(.delete, "scenarios/*") { (call) throws(ControlError) in
                let endpoints = try endpoint(call.request.queryValue("endpoint")).map { [$0] } ?? models.ids
                let isUnknown = call.world.changeScenarios { overlay in
                    endpoints.filter { overlay.remove(call.parameters[0], from: $0) }.isEmpty
                }
                guard !isUnknown else {
                    throw .notFound("This world has no scenario '\(call.parameters[0])' of its own")
                }
                return .noContent
            },
            ControlRoute(.post, "scenarios/reload") { (_) throws(ControlError) in
                switch library.reload() {
                case .unchanged, .replaced: return .json(["reloaded": true])
                case .kept(let errors):
                    throw .conflict(
                        "The old scenarios stay: " + errors.prefix(20).map(\.description).joined(separator: "; ")
                    )
                }
            },
        ]
    }

    private var files: Answer {
        let files = library.media.all.map { entry -> JSONValue in
            [
                "$file": .string(JSONString(entry.reference)),
                "file_name": .string(JSONString(entry.file.name)),
                "content_type": .string(JSONString(entry.file.contentType)),
                "file_size": .number(.integer(Int64(entry.file.size))),
                "sha256": .string(JSONString(entry.file.digest)),
            ]
        }
        return .json(["files": .array(files)])
    }

    private func endpoint(_ text: String?) throws(ControlError) -> EndpointID? {
        guard let text else { return nil }
        guard let id = EndpointID(text), models[id] != nil else {
            let names = models.ids.map(\.description).joined(separator: ", ")
            throw .unusable(place: "endpoint", "'\(text)' is not served; there are \(names)")
        }
        return id
    }

    private func list(_ call: ControlCall) -> Answer {
        let catalog = library.catalog
        let overlay = call.world.scenarios
        let endpoints = models.ids.map { id -> JSONValue in
            let own = Set(overlay.names(of: id))
            let names = own.union(catalog.names(of: id)).sorted()
            return [
                "endpoint": .string(JSONString(id.description)),
                "scenarios": .array(names.map { .string(JSONString($0)) }),
                "added": .array(own.sorted().map { .string(JSONString($0)) }),
            ]
        }
        return .json(["endpoints": .array(endpoints)])
    }

    private func read(_ call: ControlCall) throws(ControlError) -> Scenario {
        let json: JSONValue
        do {
            json = try JSONParser.parse(call.request.body, as: .strict)
        } catch {
            throw .unusable(place: "\(error.line):\(error.column)", "The body is not JSON: \(error.message)")
        }
        do throws(LoadError) {
            return try library.scenario(json)
        } catch {
            throw .unusable(place: error.place ?? "", error.reason)
        }
    }

    private static func json(of scenario: Scenario) -> JSONValue {
        ["endpoint": .string(JSONString(scenario.endpoint.description)), "name": .string(JSONString(scenario.name))]
    }

    /// `{"name", "endpoint"?, "queue"?, "run"?, "times"?}`
    private func choose(_ call: ControlCall) throws(ControlError) -> Answer {
        var endpointText: String?
        let choice = try call.read { (reader) throws(LoadError) in
            if reader.names.contains("endpoint") { endpointText = try reader.string("endpoint") }
            return ScenarioChoice(
                name: try reader.string("name"),
                queueTime: try reader.seconds("queue").map(Span.seconds),
                runTime: try reader.seconds("run").map(Span.seconds),
                times: try reader.number("times", in: 1...1_000_000)
            )
        }
        let endpoint = try endpoint(endpointText)
        let (catalog, overlay) = (library.catalog, call.world.scenarios)
        let candidates = endpoint.map { [$0] } ?? models.ids
        guard candidates.contains(where: { catalog[$0, choice.name] != nil || overlay[$0, choice.name] != nil }) else {
            throw .unusable(place: "/name", catalog.unknown(choice.name, at: candidates[0], overlay))
        }
        call.world.changeScenarios { $0.use(choice, for: endpoint) }
        return Self.choices(call.world)
    }

    private static func choices(_ world: World) -> Answer {
        let choices = world.scenarios.choices.map { entry -> JSONValue in
            var body: JSONObject = ["name": .string(JSONString(entry.choice.name))]
            if let endpoint = entry.endpoint { body["endpoint"] = .string(JSONString(endpoint.description)) }
            if let queue = entry.choice.queueTime { body["queue"] = .number(.double(queue.seconds)) }
            if let run = entry.choice.runTime { body["run"] = .number(.double(run.seconds)) }
            if let times = entry.choice.times { body["times"] = .number(.integer(Int64(times))) }
            return .object(body)
        }
        return .json(["choices": .array(choices)])
    }
}
