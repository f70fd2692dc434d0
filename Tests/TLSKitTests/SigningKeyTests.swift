import TLSKit
import Testing

@Suite struct SigningKeyTests {
    @Test(arguments: Ed25519Vector.all)
    func knownSeedsHaveTheirKeysAndSignatures(vector: Ed25519Vector) throws {
        let key = try SigningKey(seed: vector.seed)
        #expect(key.publicKey == vector.publicKey)
        #expect(try key.signature(of: vector.message) == vector.signature)
    }

    @Test func theSameBytesHaveTheSameSignature() throws {
        let seed = [UInt8](repeating: 7, count: 32)
        let (key, again) = (try SigningKey(seed: seed), try SigningKey(seed: seed))
        let message = Array("a message".utf8)
        #expect(key.publicKey == again.publicKey)
        #expect(try key.signature(of: message) == again.signature(of: message))
        #expect(try key.signature(of: message) == key.signature(of: message))
        #expect(try key.signature(of: message) != key.signature(of: message + [0]))
    }

    @Test func anotherSeedIsAnotherKey() throws {
        var seed = [UInt8](repeating: 7, count: 32)
        let key = try SigningKey(seed: seed)
        seed[31] ^= 1
        #expect(try SigningKey(seed: seed).publicKey != key.publicKey)
    }

    @Test(arguments: [0, 1, 31, 33, 64])
    func aSeedHas32Bytes(count: Int) {
        let error = #expect(throws: TLSError.self) {
            try SigningKey(seed: [UInt8](repeating: 1, count: count))
        }
        #expect(error?.code == .badPrivateKey)
        #expect(error?.message == "the private key of Ed25519 has 32 bytes, not \(count)")
    }

    @Test func manyThreadsSignWithOneKey() async throws {
        let vector = try #require(Ed25519Vector.all.last)
        let key = try SigningKey(seed: vector.seed)
        let signatures = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<64 { group.addTask { try key.signature(of: vector.message) } }
            return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
        }
        #expect(signatures == [vector.signature])
    }
}
