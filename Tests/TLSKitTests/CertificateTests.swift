import TLSKit
import Testing

@Suite struct CertificateTests {
    private static let now: Int64 = 1_800_000_000
    private static let day: Int64 = 86_400

    private func makeAuthority(validDays: Int = 825) throws -> CertificateAuthority {
        try .generate(commonName: "Test authority", validDays: validDays, now: Self.now)
    }

    private func code(_ body: () throws -> Void) -> TLSError.Code? {
        do {
            try body()
            return nil
        } catch {
            return (error as? TLSError)?.code
        }
    }

    @Test func anAuthoritySaysWhatItIs() throws {
        let certificate = try makeAuthority(validDays: 10).certificate
        #expect(certificate.commonName == "Test authority")
        #expect(certificate.isAuthority)
        #expect(certificate.notBefore == Self.now - 3600)
        #expect(certificate.notAfter == Self.now + 10 * Self.day)
        #expect(certificate.names.isEmpty)
        #expect(certificate.isIssued(by: certificate))
    }

    @Test func anIdentitySaysWhatItIsFor() throws {
        let authority = try makeAuthority()
        let names = ["localhost", "*.fal.test", "a_b.test"]
        let addresses = ["127.0.0.1", "::1", "2001:db8::5"]
        let identity = try authority.issue(
            commonName: "é server",
            names: names,
            addresses: addresses,
            validDays: 30,
            now: Self.now
        )
        #expect(identity.certificate.commonName == "é server")
        #expect(identity.certificate.names == names)
        #expect(identity.certificate.addresses == addresses)
        #expect(!identity.certificate.isAuthority)
        #expect(identity.notAfter == Self.now + 30 * Self.day)
        #expect(identity.isIssued(by: authority))
        #expect(identity.certificatePEM == identity.certificate.pem + authority.certificatePEM)
    }

    @Test func anIdentityIsValidNoLongerThanItsAuthority() throws {
        let authority = try makeAuthority(validDays: 5)
        let identity = try authority.issue(
            commonName: "x",
            names: ["x.test"],
            addresses: [],
            validDays: 30,
            now: Self.now
        )
        #expect(identity.notAfter == authority.certificate.notAfter)
        #expect(
            code {
                let later = Self.now + 6 * Self.day
                _ = try authority.issue(commonName: "x", names: [], addresses: [], validDays: 1, now: later)
            } == .badValidity
        )
    }

    @Test func anotherAuthorityOfTheSameNameDidNotIssueIt() throws {
        let (authority, other) = (try makeAuthority(), try makeAuthority())
        let identity = try authority.issue(
            commonName: "x",
            names: ["x.test"],
            addresses: [],
            validDays: 1,
            now: Self.now
        )
        #expect(!identity.isIssued(by: other))
        #expect(!authority.certificate.isIssued(by: identity.certificate))
    }

    @Test func whatWasWrittenIsReadAgain() throws {
        let authority = try makeAuthority()
        let identity = try authority.issue(
            commonName: "x",
            names: ["x.test"],
            addresses: [],
            validDays: 1,
            now: Self.now
        )
        let readAuthority = try CertificateAuthority(
            certificatePEM: authority.certificatePEM,
            privateKeyPEM: authority.privateKeyPEM
        )
        let readIdentity = try Identity(
            certificatePEM: identity.certificatePEM,
            privateKeyPEM: identity.privateKeyPEM
        )
        #expect(readIdentity.isIssued(by: readAuthority))
        let second = try readAuthority.issue(
            commonName: "y",
            names: ["y.test"],
            addresses: [],
            validDays: 1,
            now: Self.now
        )
        #expect(second.isIssued(by: authority))
        #expect(second.privateKeyPEM != identity.privateKeyPEM)
    }

    @Test func textsThatAreNoneOrDoNotBelongTogetherAreRefused() throws {
        let (authority, other) = (try makeAuthority(), try makeAuthority())
        let (certificate, key) = (authority.certificatePEM, authority.privateKeyPEM)
        let identity = try authority.issue(
            commonName: "x",
            names: ["x.test"],
            addresses: [],
            validDays: 1,
            now: Self.now
        )
        func reading(_ certificate: String, _ key: String) -> TLSError.Code? {
            code { _ = try CertificateAuthority(certificatePEM: certificate, privateKeyPEM: key) }
        }
        #expect(reading(certificate, key) == nil)
        #expect(reading("", key) == .badCertificate)
        #expect(reading(key, key) == .badCertificate)
        #expect(reading(String(certificate.dropLast(60)), key) == .badCertificate)
        #expect(reading(certificate, "") == .badPrivateKey)
        #expect(reading(certificate, certificate) == .badPrivateKey)
        #expect(reading(certificate, other.privateKeyPEM) == .mismatch)
        #expect(reading(identity.certificatePEM, identity.privateKeyPEM) == .notAnAuthority)
        #expect(code { _ = try Identity(certificatePEM: identity.certificatePEM, privateKeyPEM: key) } == .mismatch)
    }

    @Test(arguments: [
        "", " ", "a b", "é.test", "a..b", ".a", "*", "a.*.b", "x\u{0}.test", "*a.test",
        String(repeating: "a", count: 64) + ".test",
    ])
    func badNamesAreRefused(name: String) throws {
        let authority = try makeAuthority()
        #expect(
            code {
                _ = try authority.issue(commonName: "x", names: [name], addresses: [], validDays: 1, now: Self.now)
            } == .badName
        )
    }

    @Test(arguments: ["", "localhost", "127.0.0.1.5", "256.0.0.1", "::1%lo", "1:2", "127.0.0.1/8"])
    func badAddressesAreRefused(address: String) throws {
        let authority = try makeAuthority()
        #expect(
            code {
                _ = try authority.issue(commonName: "x", names: [], addresses: [address], validDays: 1, now: Self.now)
            } == .badAddress
        )
    }

    @Test(arguments: [0, -1, 36_501, Int.max, Int.min])
    func badValidityIsRefused(days: Int) {
        #expect(
            code { _ = try CertificateAuthority.generate(commonName: "x", validDays: days, now: Self.now) }
                == .badValidity
        )
    }

    @Test(arguments: [Int64.min, -1, 0, Int64.max])
    func badTimesAreRefused(now: Int64) {
        #expect(
            code { _ = try CertificateAuthority.generate(commonName: "x", validDays: 1, now: now) } == .badValidity
        )
    }

    @Test(arguments: ["", "a\nb", String(repeating: "x", count: 65)])
    func badCommonNamesAreRefused(commonName: String) {
        #expect(
            code { _ = try CertificateAuthority.generate(commonName: commonName, validDays: 1, now: Self.now) }
                == .badName
        )
    }

    @Test func theLongestValidityPassesTheYear2050() throws {
        let certificate = try makeAuthority(validDays: 36_500).certificate
        #expect(certificate.notAfter == Self.now + 36_500 * Self.day)
    }
}
