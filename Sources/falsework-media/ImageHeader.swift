import MediaTools

/// Kind and size of an image, from its first bytes. Ours, since libavformat would have to decode the image for its size.
///
/// The size is the one that is stored: a turn in the Exif data is not followed.
enum ImageHeader {
    /// What is in the file; nil when it is no image that is known.
    static func facts(of file: ReadableFile) -> MediaFacts? {
        let head = file.bytes(at: 0, count: 64)
        func starts(_ bytes: [UInt8], at offset: Int = 0) -> Bool { head.dropFirst(offset).starts(with: bytes) }
        if starts([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            return image("png", big(head, 16, 4), big(head, 20, 4))
        }
        if starts(Array("GIF87a".utf8)) || starts(Array("GIF89a".utf8)) {
            return image("gif", little(head, 6, 2), little(head, 8, 2))
        }
        if starts(Array("RIFF".utf8)), starts(Array("WEBP".utf8), at: 8) { return webp(head) }
        if starts([0xFF, 0xD8, 0xFF]) { return jpeg(file) }
        if starts(Array("BM".utf8)), little(head, 14, 4) == 40 {
            return image("bmp", little(head, 18, 4), little(head, 22, 4))
        }
        if starts(Array("ftyp".utf8), at: 4) {
            if starts(Array("avif".utf8), at: 8) || starts(Array("avis".utf8), at: 8) { return image("avif", nil, nil) }
            if ["heic", "heix", "mif1", "hevc"].contains(where: { starts(Array($0.utf8), at: 8) }) {
                return image("heic", nil, nil)
            }
        }
        return nil
    }

    private static func image(_ container: String, _ width: Int?, _ height: Int?) -> MediaFacts {
        var facts = MediaFacts(container: container)
        facts.picture = .init(codec: container, width: width.flatMap(positive), height: height.flatMap(positive))
        return facts
    }

    private static func positive(_ value: Int) -> Int? { value > 0 ? value : nil }

    /// The three ways to write a WebP (RFC 9649, sections 2.5 to 2.7).
    private static func webp(_ head: [UInt8]) -> MediaFacts {
        switch String(decoding: head.dropFirst(12).prefix(4), as: UTF8.self) {
        case "VP8 ":
            image("webp", little(head, 26, 2).map { $0 & 0x3FFF }, little(head, 28, 2).map { $0 & 0x3FFF })
        case "VP8L":
            image(
                "webp",
                little(head, 21, 4).map { $0 & 0x3FFF + 1 },
                little(head, 21, 4).map { ($0 >> 14) & 0x3FFF + 1 }
            )
        case "VP8X": image("webp", little(head, 24, 3).map { $0 + 1 }, little(head, 27, 3).map { $0 + 1 })
        default: image("webp", nil, nil)
        }
    }

    /// The first frame header of a JPEG (ITU-T T.81, B.2.2); what stands before it is skipped segment by segment.
    private static func jpeg(_ file: ReadableFile) -> MediaFacts {
        var offset: Int64 = 2
        for _ in 0..<1_000 {
            let head = file.bytes(at: offset, count: 9)
            guard head.count == 9, head[0] == 0xFF else { break }
            let marker = head[1]
            if marker == 0xFF {
                offset += 1
                continue
            }
            if 0xC0...0xCF ~= marker, ![0xC4, 0xC8, 0xCC].contains(marker) {
                return image("jpeg", big(head, 7, 2), big(head, 5, 2))
            }
            guard let length = big(head, 2, 2), length >= 2, marker != 0xD9, marker != 0xDA else { break }
            offset += Int64(2 + length)
        }
        return image("jpeg", nil, nil)
    }

    private static func big(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> Int? {
        guard offset + count <= bytes.count else { return nil }
        return bytes[offset..<offset + count].reduce(0) { $0 << 8 | Int($1) }
    }

    private static func little(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> Int? {
        guard offset + count <= bytes.count else { return nil }
        return bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
