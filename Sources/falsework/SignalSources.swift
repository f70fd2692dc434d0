internal import Dispatch

/// Signals that this process takes care of itself.
///
/// A signal's default action is taken away, so one that came before its source is in place would be lost: there is none until
/// all are.
struct SignalSources {
    /// The signals. Those that this process was started to ignore stay ignored, as `nohup` wants it.
    let numbers: [Int32]
    private let sources: [any DispatchSourceSignal]

    /// How long the system may take, in seconds; it takes microseconds.
    private static let patience = 10.0

    /// Calls a handler, on a queue of its own, for each signal that comes from now on.
    /// - Parameter keepsIgnored: whether those that were ignored before are left alone.
    init(_ numbers: [Int32], keepsIgnored: Bool, _ handler: @escaping @Sendable (Int32) -> Void) {
        let queue = DispatchQueue(label: "falsework.signals")
        let registration = DispatchGroup()
        let own = numbers.filter { !System.ignore($0) || !keepsIgnored }
        self.numbers = own
        sources = own.map { number in
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { handler(number) }
            registration.enter()
            source.setRegistrationHandler { registration.leave() }
            source.resume()
            return source
        }
        _ = registration.wait(timeout: .now() + Self.patience)
    }
}
