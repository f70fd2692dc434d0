import HTTPTypes
import JSON
import Testing

@testable import FalEmulator

@Suite struct EgressTests {
    @Test(arguments: [
        ("fal.run", 443, true, EgressPolicy.Verdict.secure), ("queue.falrun.com", 443, true, .secure),
        ("rest.alpha.fal.ai", 443, true, .secure), ("v3b.fal.media", 80, true, .plain), ("fal.run", 80, false, .plain),
        ("fal.run", 443, false, .plain), ("localhost", 1, true, .machine(address: "127.0.0.1")),
        ("app.localhost", 1, true, .machine(address: "127.0.0.1")),
        ("127.8.0.1", 1, false, .machine(address: "127.8.0.1")),
        ("::1", 1, true, .machine(address: "::1")), ("open.example", 443, true, .elsewhere),
        ("a.wide.example", 443, true, .elsewhere),
    ])
    func whereConnectionsGo(host: String, port: UInt16, isTunnel: Bool, verdict: EgressPolicy.Verdict) throws {
        let allowed = try ["open.example:443", "*.wide.example"].map { try #require(WebhookPattern($0)) }
        #expect(EgressPolicy(allowed: allowed).judge(host: host, port: port, isTunnel: isTunnel) == verdict)
    }

    @Test(arguments: [
        ("example.com", 443, "example.com:443"), ("fal.run", 8443, "ports 443 and 80"),
        ("notfal.run", 443, "notfal.run"),
        ("fal.run.example.com", 443, "fal.run.example.com"), ("open.example", 80, "--allow-egress open.example"),
        ("2130706433", 80, "is no host"), ("::ffff:127.0.0.1", 80, "is no host"), ("10.0.0.1", 80, "10.0.0.1:80"),
        ("2001:db8::1", 80, "[2001:db8::1]:80"),
    ])
    func whatIsRefusedAndWhy(host: String, port: UInt16, words: String) throws {
        let policy = EgressPolicy(allowed: [try #require(WebhookPattern("open.example:443"))])
        guard case .refused(let reason) = policy.judge(host: host, port: port, isTunnel: true) else {
            Issue.record("\(host) is let through")
            return
        }
        #expect(reason.contains(words))
    }

    @Test func clientsOfOtherMachinesDoNotGetIn() {
        let policy = EgressPolicy(opensMachine: false)
        for host in ["localhost", "127.0.0.1", "::1"] {
            guard case .refused = policy.judge(host: host, port: 80, isTunnel: true) else {
                Issue.record("\(host) is open")
                return
            }
        }
    }

    @Test func whatWasRefusedIsCounted() async throws {
        let emulator = try TestEmulator()
        for host in ["b.example", "a.example", "b.example", "2001:db8::1"] {
            emulator.emulator.egress.note(host: host, port: 443)
        }
        let counted = await emulator.send(.get, "/_falsework/v1/egress")
        #expect(
            counted.text
                == #"{"total":4,"refused":[{"host":"b.example:443","times":2},{"host":"[2001:db8::1]:443","times":1},"#
                + #"{"host":"a.example:443","times":1}]}"#
        )
        #expect(await emulator.send(.post, "/_falsework/v1/egress").status == 405)
        #expect(await emulator.send(.delete, "/_falsework/v1/egress").status == 204)
        #expect(await emulator.send(.get, "/_falsework/v1/egress").json["total"] == 0)
    }

    @Test func theLedgerIsBounded() {
        let ledger = EgressLedger()
        for number in 0..<2_000 { ledger.note(host: "h\(number).example", port: 443) }
        #expect(ledger.refused.count == EgressLedger.mostHosts)
        #expect(ledger.total == 2_000)
    }

    @Test func aScenarioForAllWorlds() async throws {
        let scenarios = try Repository.scenarios.get()
        var configuration = EmulatorConfiguration()
        #expect(throws: LoadError.self) { try configuration.choose(scenario: "no_such", of: scenarios) }
        #expect(throws: LoadError.self) { try configuration.choose(scenario: "success; queue=x", of: scenarios) }
        let emulator = try TestEmulator { $0.scenario = ScenarioChoice(name: "user_locked") }
        let submit = "/queue" + TestEmulator.videoToAudio
        #expect(await emulator.send(.post, submit, TestEmulator.goodInput).status == 403)
        await emulator.send(.post, "/_falsework/v1/reset")
        #expect(await emulator.send(.post, submit, TestEmulator.goodInput).status == 403)
    }
}
