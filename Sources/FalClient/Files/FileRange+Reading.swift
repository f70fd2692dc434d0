internal import Foundation

extension FileRange {
    /// How much of a file is in memory at once, in bytes.
    static let pieceBytes = 256 * 1024

    /// All of the file at a path, at its present size.
    init(whole path: String) throws(TransportError) {
        guard let size = Self.size(of: path) else {
            throw TransportError(.unreadableFile, "\(path): is no file that can be read")
        }
        self.init(path: path, offset: 0, length: size)
    }

    /// Whether this is all of a file.
    var isWhole: Bool { offset == 0 && Self.size(of: path) == length }

    /// Reads the range from its start to its end.
    func forEachPiece(_ body: (Data) throws(TransportError) -> Void) throws(TransportError) {
        guard offset >= 0, length >= 0, let handle = FileHandle(forReadingAtPath: path) else {
            throw TransportError(.unreadableFile, "\(path): cannot be read")
        }
        defer { try? handle.close() }
        var rest = length
        do {
            try handle.seek(toOffset: UInt64(offset))
        } catch {
            throw TransportError(.unreadableFile, "\(path): cannot be read")
        }
        while rest > 0 {
            let wanted = Int(min(rest, Int64(Self.pieceBytes)))
            guard let piece = (try? handle.read(upToCount: wanted)) ?? nil, !piece.isEmpty else {
                throw TransportError(.unreadableFile, "\(path): ends before byte \(offset + length)")
            }
            rest -= Int64(piece.count)
            try body(piece)
        }
    }

    /// The size of a regular file.
    private static func size(of path: String) -> Int64? {
        // Of a link it would be the link's own.
        let path = URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard attributes?[.type] as? FileAttributeType == .typeRegular else { return nil }
        return (attributes?[.size] as? NSNumber)?.int64Value
    }
}
