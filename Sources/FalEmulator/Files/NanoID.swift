/// The ids in the names of files on fal's CDN (captured 2026-04: `v1tQEfvnY2bVcn38IvmfD`).
enum NanoID {
    /// What an id is made of.
    static let alphabet = [UInt8]("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// How long an id is.
    static let length = 21

    /// So many characters.
    static func characters(_ count: Int, _ random: inout SeededRandom) -> [UInt8] {
        (0..<count).map { _ in alphabet[Int(random.next() >> 58)] }
    }

    /// A whole id.
    static func make(_ random: inout SeededRandom) -> String {
        String(decoding: characters(length, &random), as: UTF8.self)
    }
}
