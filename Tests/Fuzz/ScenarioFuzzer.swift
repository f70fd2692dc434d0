/// A scenario as control takes it: whatever it says, the emulator answers and stays whole.
struct ScenarioFuzzer: Fuzzer {
    private let emulator = EmulatorFuzzer()

    func feed(_ bytes: [UInt8]) {
        emulator.feed(requests: bytes, after: "POST /_falsework/v1/scenarios\ncontent-type: application/json")
        emulator.feed(requests: bytes, after: "POST /_falsework/v1/faults\ncontent-type: application/json")
    }
}
