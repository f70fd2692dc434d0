import TLSKit
import Testing

@Suite struct VerifyingKeyTests {
    @Test(arguments: Ed25519Vector.all)
    func aKeyKnowsItsSignatures(vector: Ed25519Vector) {
        #expect(VerifyingKey(rawBytes: vector.publicKey).isValid(vector.signature, of: vector.message))
    }

    @Test(arguments: Ed25519Vector.all)
    func nothingElseIsOne(vector: Ed25519Vector) {
        let key = VerifyingKey(rawBytes: vector.publicKey)
        #expect(!key.isValid(vector.signature, of: vector.message + [0]))
        for index in [0, 31, 32, 63] {
            var signature = vector.signature
            signature[index] ^= 1
            #expect(!key.isValid(signature, of: vector.message))
        }
        var other = vector.publicKey
        other[0] ^= 1
        #expect(!VerifyingKey(rawBytes: other).isValid(vector.signature, of: vector.message))
    }

    @Test(arguments: [0, 31, 33]) func aKeyOfAnotherLengthVerifiesNothing(count: Int) {
        let key = VerifyingKey(rawBytes: [UInt8](repeating: 1, count: count))
        #expect(!key.isValid([UInt8](repeating: 0, count: 64), of: []))
        #expect(!VerifyingKey(rawBytes: Ed25519Vector.all[0].publicKey).isValid([], of: []))
    }
}
