import MediaTools
import TestMedia
import Testing

/// Files that are damaged in every way: whatever becomes of the helper, there is an answer, and the next file has one too.
@Suite struct HostileFileTests {
    private static let seeds = [
        "video-to-audio/input.mp4", "video-to-audio/input.mov", "video-to-audio/dubbed_video.mp4", "lipsync/audio.mp3",
        "lipsync/input.mp4", "soundtrack.m4a",
    ]
    private static let count = 2_100

    @Test func everyDamagedFileHasAnAnswer() async throws {
        var configuration = MediaWorkers.Configuration(program: Place.helper)
        configuration.probeDeadline = .seconds(10)
        let workers = MediaWorkers(configuration)
        let bench = try Workbench()
        let originals = try Self.seeds.map { try Workbench.bytes(Place.fixture($0)) }
        var random = Noise(state: 20_261_125)
        var answers = 0
        for number in 0..<Self.count {
            let name = "\(number % 8).mp4"
            try bench.write(random.damaged(originals[number % originals.count]), to: name)
            switch await workers.carryOut(.probe(path: bench.path(name))) {
            case .facts(let facts):
                #expect(facts.duration.map { $0.isFinite && $0 >= 0 } ?? true)
                answers += 1
            case .unrecognized, .failed: answers += 1
            case .assembled: Issue.record("a probe assembles nothing")
            }
        }
        #expect(answers == Self.count)
        guard case .facts(let facts) = await workers.carryOut(.probe(path: Place.fixture(Self.seeds[0]))) else {
            Issue.record("a good file has no answer any more")
            return
        }
        #expect(facts.duration == 5)
    }

    @Test func damagedFilesAreAssembledOrNot() async throws {
        let workers = MediaWorkers(.init(program: Place.helper))
        let bench = try Workbench()
        let originals = try Self.seeds.map { try Workbench.bytes(Place.fixture($0)) }
        var random = Noise(state: 7)
        var made = 0
        for number in 0..<150 {
            let picture = try bench.write(random.damaged(originals[number % originals.count]), to: "in.mp4")
            let output = bench.path("\(number).mp4")
            let order = MediaAssembly(
                picture: picture,
                sound: Place.fixture("soundtrack.m4a"),
                length: 20,
                output: output
            )
            let report = await workers.carryOut(.assemble(order))
            if report == .assembled { made += 1 }
        }
        // Some damage does not matter.
        #expect(made > 0)
    }
}

/// Repeatable damage (SplitMix64).
private struct Noise: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }

    /// The bytes with some of them changed, cut, doubled or replaced by extreme numbers. The first and the last kilobytes,
    /// where headers are, are hit most.
    mutating func damaged(_ original: [UInt8]) -> [UInt8] {
        var bytes = original
        for _ in 0..<Int.random(in: 1...6, using: &self) {
            guard bytes.count > 16 else { return bytes }
            let place = place(in: bytes.count)
            switch Int.random(in: 0..<7, using: &self) {
            case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            case 1: bytes[place] = UInt8.random(in: .min ... .max, using: &self)
            case 2:
                let number =
                    [0, 1, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0xFFFF_FFF0].randomElement(using: &self) ?? 0
                for step in 0..<4 where place + step < bytes.count {
                    bytes[place + step] = UInt8(number >> (24 - 8 * step) & 255)
                }
            case 3: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...64, using: &self)))
            case 4: bytes.insert(contentsOf: bytes[place...].prefix(Int.random(in: 1...512, using: &self)), at: place)
            case 5: bytes.removeLast(min(bytes.count, Int.random(in: 1...bytes.count / 2, using: &self)))
            default: bytes.swapAt(place, self.place(in: bytes.count))
            }
        }
        return bytes
    }

    private mutating func place(in count: Int) -> Int {
        let edge = min(count, 3_000)
        return switch Int.random(in: 0..<4, using: &self) {
        case 0: Int.random(in: 0..<count, using: &self)
        case 1: Int.random(in: count - edge..<count, using: &self)
        default: Int.random(in: 0..<edge, using: &self)
        }
    }
}
