/// Where a case may run.
public enum CaseScope: Sendable, Hashable {
    /// On every target: it leaves nothing behind.
    case anywhere
    /// On every target. On the live service it makes requests that are refused for their input or cancelled at once, which
    /// cost nothing.
    case freeOnLive
    /// On every target; on the live service a model runs, which is paid for.
    case costsOnLive(Endpoint, calls: Int = 1)
    /// Never on the live service, for the reason given.
    case emulatorOnly(String)
}

extension CaseScope: CustomStringConvertible {
    /// The scope as reports name it.
    public var description: String {
        switch self {
        case .anywhere: "anywhere"
        case .freeOnLive: "free on live"
        case .costsOnLive: "costs money on live"
        case .emulatorOnly: "emulator only"
        }
    }
}
