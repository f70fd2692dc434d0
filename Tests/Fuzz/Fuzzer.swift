#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin  // untested: the project is fuzzed on Linux
#endif

/// One thing to feed with bytes from libFuzzer. It traps when what it checks does not hold.
protocol Fuzzer: Sendable {
    init()
    func feed(_ bytes: [UInt8])
}

/// The one that `FALSEWORK_FUZZ` names; script/fuzz runs them one by one.
private let fuzzer: any Fuzzer = {
    let name = unsafe getenv("FALSEWORK_FUZZ").map { unsafe String(cString: $0) } ?? ""
    return switch name {
    case "json": JSONFuzzer()
    case "document": DocumentFuzzer()
    case "input": InputFuzzer()
    case "scenario": ScenarioFuzzer()
    case "emulator": EmulatorFuzzer()
    case "wire": WireFuzzer()
    default: fatalError("FALSEWORK_FUZZ names no fuzzer: '\(name)'")
    }
}()

/// What libFuzzer calls.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    unsafe fuzzer.feed([UInt8](UnsafeBufferPointer(start: start, count: count)))
    return 0
}
