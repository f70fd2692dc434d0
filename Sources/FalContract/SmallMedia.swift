/// Clips that are as small as their container allows, for cases about what is documented of files.
enum SmallMedia {
    /// A file that is no clip of any kind.
    static let nothing = Array("This is no clip, whatever its name says.\n".utf8)

    /// A WAV of silence: PCM of 16 bits at 8 kHz with one channel.
    static func sound(milliseconds: Int) -> [UInt8] {
        wave(rate: 8_000, channels: 1, dataSize: milliseconds * 16)
    }

    /// A WAV of silence with a size in bytes: PCM of 16 bits at 48 kHz with two channels, 192 kB a second.
    static func sound(size: Int) -> [UInt8] { wave(rate: 48_000, channels: 2, dataSize: size - 44) }

    private static func wave(rate: Int, channels: Int, dataSize: Int) -> [UInt8] {
        let frame = channels * 2
        return Array("RIFF".utf8) + little(36 + dataSize, 4) + Array("WAVEfmt ".utf8) + little(16, 4) + little(1, 2)
            + little(channels, 2) + little(rate, 4) + little(rate * frame, 4) + little(frame, 2) + little(16, 2)
            + Array("data".utf8) + little(dataSize, 4) + [UInt8](repeating: 0, count: dataSize)
    }

    /// An MP4 with one picture that is shown all the time (ISO/IEC 14496-12; the picture is Motion JPEG, which needs no
    /// configuration).
    static func video(milliseconds: Int, width: Int, height: Int) -> [UInt8] {
        let picture: [UInt8] = [0xFF, 0xD8, 0xFF, 0xD9]
        let type = box("ftyp", Array("isom".utf8) + big(512, 4) + Array("isommp41".utf8))
        let data = box("mdat", picture)
        let matrix = [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000].flatMap { big($0, 4) }
        let movie = box(
            "mvhd",
            zeros(12) + big(1_000, 4) + big(milliseconds, 4) + big(0x1_0000, 4) + big(0x100, 2) + zeros(10) + matrix
                + zeros(24) + big(2, 4)
        )
        let header = box(
            "tkhd",
            big(3, 4) + zeros(8) + big(1, 4) + zeros(4) + big(milliseconds, 4) + zeros(16) + matrix
                + big(width << 16, 4) + big(height << 16, 4)
        )
        let entry = box(
            "jpeg",
            zeros(6) + big(1, 2) + zeros(16) + big(width, 2) + big(height, 2) + big(0x48_0000, 4) + big(0x48_0000, 4)
                + zeros(4) + big(1, 2) + zeros(32) + big(24, 2) + big(0xFFFF, 2)
        )
        let samples =
            box("stsd", zeros(4) + big(1, 4) + entry)
            + box("stts", zeros(4) + big(1, 4) + big(1, 4) + big(milliseconds, 4))
            + box("stsc", zeros(4) + big(1, 4) + big(1, 4) + big(1, 4) + big(1, 4))
            + box("stsz", zeros(4) + big(picture.count, 4) + big(1, 4))
            + box("stco", zeros(4) + big(1, 4) + big(type.count + 8, 4))
        let media =
            box("mdhd", zeros(12) + big(1_000, 4) + big(milliseconds, 4) + big(0x55C4, 2) + zeros(2))
            + box("hdlr", zeros(8) + Array("vide".utf8) + zeros(13))
            + box(
                "minf",
                box("vmhd", big(1, 4) + zeros(8))
                    + box("dinf", box("dref", zeros(4) + big(1, 4) + box("url ", big(1, 4)))) + box("stbl", samples)
            )
        return type + data + box("moov", movie + box("trak", header + box("mdia", media)))
    }

    private static func box(_ name: String, _ content: [UInt8]) -> [UInt8] {
        big(content.count + 8, 4) + Array(name.utf8) + content
    }

    private static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

    private static func big(_ value: Int, _ count: Int) -> [UInt8] { little(value, count).reversed() }

    private static func little(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
}
