import Foundation
import TestMedia
import Testing

@testable import FalEmulator

@Suite struct MediaFolderTests {
    private let bench: Workbench

    init() throws { bench = try Workbench() }

    @Test func theSameContentIsKeptOnce() throws {
        let folder = MediaFolder(parent: bench.folder.path, limit: 100)
        let first = try #require(folder.keep([1, 2, 3]))
        #expect(folder.keep([1, 2, 3]) == first)
        #expect(first.size == 3)
        #expect(try Workbench.bytes(first.path) == [1, 2, 3])
        #expect(folder.file(first.digest) == first)
    }

    @Test func theOldestMakesRoom() throws {
        let folder = MediaFolder(parent: bench.folder.path, limit: 10)
        let files = try [[1, 1, 1, 1], [2, 2, 2, 2]].map { try #require(folder.keep($0)) }
        // Used again, so the other one is older.
        #expect(folder.file(files[0].digest) != nil)
        let third = try #require(folder.keep([3, 3, 3, 3]))
        #expect(folder.file(files[0].digest) != nil)
        #expect(folder.file(files[1].digest) == nil)
        #expect(!FileManager.default.fileExists(atPath: files[1].path))
        #expect(folder.file(third.digest) == third)
        #expect(folder.keep([UInt8](repeating: 0, count: 11)) == nil)
    }

    @Test func aDraftIsTakenInByItsContent() throws {
        let folder = MediaFolder(parent: bench.folder.path, limit: 10)
        let draft = try #require(folder.draftPath("mp4"))
        try Data([7, 7]).write(to: URL(fileURLWithPath: draft))
        let file = try #require(folder.adopt(draft: draft))
        #expect(file == folder.keep([7, 7]))
        #expect(!FileManager.default.fileExists(atPath: draft))
        #expect(folder.adopt(draft: draft) == nil)
    }

    @Test func nothingIsLeft() throws {
        do {
            let folder = MediaFolder(parent: bench.folder.path, limit: 10)
            _ = folder.keep([1])
            #expect(try FileManager.default.contentsOfDirectory(atPath: bench.folder.path).count == 1)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: bench.folder.path).isEmpty)
    }

    @Test func onlyTheOwnerMayLook() throws {
        let folder = MediaFolder(parent: bench.folder.path, limit: 10)
        let file = try #require(folder.keep([1]))
        let directory = URL(fileURLWithPath: file.path).deletingLastPathComponent().path
        let permissions = try FileManager.default.attributesOfItem(atPath: directory)[.posixPermissions] as? Int
        #expect(permissions == 0o700)
    }
}
