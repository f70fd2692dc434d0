import Foundation
import Testing

@testable import FalEmulator

@Suite struct ModelCatalogTests {
    @Test func ofTwoDocumentsOfOneEndpointTheFirstCounts() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let document = Repository.root + "/openapi/fal-ai/kling-video/video-to-audio.json"
        for name in ["a", "b"] {
            try FileManager.default.copyItem(atPath: document, toPath: "\(folder.path)/\(name).json")
        }
        let models = try ModelCatalog(directory: folder.path)
        #expect(models.ids.count == 1)
        #expect(
            models.defects.map(\.description) == [
                "\(folder.path)/b.json: describes fal-ai/kling-video/video-to-audio, as a.json does, and is set aside"
            ]
        )
    }
}
