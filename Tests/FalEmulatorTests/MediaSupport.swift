import FalAPI
import Foundation
import HTTPServer
import HTTPTypes
import JSON
import MediaTools
import QueueEngine
import TestMedia

@testable import FalEmulator

/// What tests of media share.
enum MediaBench {
    /// One pool for all, with room for all of them at once.
    static let workers: MediaWorkers = {
        var configuration = MediaWorkers.Configuration(program: Place.helper)
        configuration.queueLimit = 10_000
        configuration.probeDeadline = .seconds(60)
        configuration.assemblyDeadline = .seconds(60)
        return MediaWorkers(configuration)
    }()

    static let videoToAudio = EndpointID("fal-ai/kling-video/video-to-audio")!
    static let lipsync = EndpointID("fal-ai/kling-video/lipsync/audio-to-video")!

    /// An input of an endpoint that names a file.
    static func field(_ endpoint: EndpointID, _ name: String) throws -> MediaField {
        let fields = try Repository.models.get()[endpoint]?.media ?? []
        guard let field = fields.first(where: { $0.topLevelName == name }) else { throw CancellationError() }
        return field
    }

    /// What the emulator makes of a file on the disk.
    static func read(
        _ path: String,
        as field: MediaField,
        workers: MediaWorkers? = MediaBench.workers
    ) async throws -> MediaReader.Reading {
        var configuration = MediaConfiguration()
        configuration.workers = workers
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        let file = LocalMedia(path: path, size: attributes[.size] as? Int ?? 0, digest: path)
        let reader = MediaReader(configuration, folder: MediaFolder(parent: nil, limit: 1), examples: []) { _ in
            .foreign
        }
        let value = MediaField.Value(location: ["body", "video_url"], url: "https://example.com/x")
        return await reader.read(MediaUse(field: field, value: value, source: .own(file)))
    }

    /// The type of the refusal; nil when it is accepted.
    static func refusal(_ path: String, as field: MediaField) async throws -> String? {
        guard case .refused(let error) = try await read(path, as: field) else { return nil }
        return error.type
    }

    /// A file as a `data:` URI.
    static func uri(_ path: String) throws -> String {
        "data:video/mp4;base64," + Data(try Workbench.bytes(path)).base64EncodedString()
    }
}

extension TestEmulator {
    /// An emulator that looks into files.
    static func withMedia(
        _ change: (inout EmulatorConfiguration) -> Void = { _ in }
    ) throws -> TestEmulator {
        try TestEmulator { configuration in
            configuration.media.workers = MediaBench.workers
            change(&configuration)
        }
    }

    /// Submits, lets all time pass, and takes the result.
    func result(_ endpoint: String, _ input: JSONValue) async -> Reply {
        let url = await submit(endpoint, input)
        world.advance(by: .seconds(10))
        return await send(.get, url)
    }

    /// The file that a URL of a result leads to, in a file of a bench.
    func download(_ url: String?, to name: String, in bench: Workbench) throws -> String? {
        guard let url, case .now(let response) = answer(.get, url), case .file(let slice) = response.body else {
            return nil
        }
        return try bench.write(try slice.bytes(from: 0, count: Int(slice.length)), to: name)
    }
}
