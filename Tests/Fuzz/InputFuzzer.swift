internal import FalEmulator
internal import JSON
internal import OpenAPIValidator

/// A request's body, judged by both endpoints' documents: what is accepted is accepted again as it was coerced.
struct InputFuzzer: Fuzzer {
    private let models: [RequestModel] = [
        "fal-ai/kling-video/video-to-audio", "fal-ai/kling-video/lipsync/audio-to-video",
    ].map { id in
        let bytes = File.bytes("openapi/\(id).json")
        guard let root = try? JSONParser.parse(bytes), let document = try? OpenAPIDocument(root),
            let schema = document.operations.lazy.compactMap(\.requestBody).first,
            let model = try? RequestModel(schema, in: document)
        else { fatalError("\(id) does not load") }
        return model
    }

    func feed(_ bytes: [UInt8]) {
        for model in models {
            guard case .accepted(let value) = model.validate(.read(bytes, contentType: "application/json")) else {
                continue
            }
            guard case .accepted(let again) = model.validate(value) else { fatalError("refuses what it accepted") }
            precondition(again == value, "coerces what it coerced")
        }
    }
}
