import CCurl
import SystemThreads

/// Moves all transfers of a client, on one thread, over connections that they share.
///
/// The thread is there while there is something to do, and for a while longer, as its connections are.
final class TransferLoop: Sendable {
    let limits: HTTPClient.ConnectionLimits
    private let state = Locked(State())

    private struct State {
        /// curl's handle for all transfers; there as long as the thread.
        var multi: MultiHandle?
        var arriving: [Transfer] = []
        var attention: [Transfer] = []
        /// Whether anybody can still start a transfer.
        var isOwned = true
    }

    /// Sendable: only the thread uses the handle, but for `curl_multi_wakeup`, which curl allows from every thread as long
    /// as the handle lives. It is called under the lock under which the thread gives the handle up.
    private struct MultiHandle: @unchecked Sendable {
        let pointer: UnsafeMutableRawPointer
    }

    init(_ limits: HTTPClient.ConnectionLimits) {
        self.limits = limits
    }

    /// Takes a transfer in; starts the thread if there is none.
    func start(_ transfer: Transfer) throws(HTTPClientError) {
        try state.withLock { (state) throws(HTTPClientError) in
            if state.multi == nil { state.multi = try open() }
            state.arriving.append(transfer)
            Self.wake(state)
        }
    }

    /// Lets the thread look at a transfer: it has ended, or can go on. Once for each transfer until it has done so.
    func attend(to transfer: Transfer) {
        state.withLock { state in
            guard state.multi != nil else { return }
            state.attention.append(transfer)
            Self.wake(state)
        }
    }

    /// Nobody will start a transfer any more; those that are there go on.
    func abandon() {
        state.withLock { state in
            state.isOwned = false
            Self.wake(state)
        }
    }

    private static func wake(_ state: State) {
        if let multi = state.multi { curl_multi_wakeup(multi.pointer) }
    }

    private func open() throws(HTTPClientError) -> MultiHandle {
        guard let multi = curl_multi_init() else { throw HTTPClientError(.failed, "curl cannot start") }
        _ = ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, max(1, limits.maximumIdle))
        let handle = MultiHandle(pointer: multi)
        guard let thread = SystemThread({ [self] in run(handle.pointer) }) else {
            curl_multi_cleanup(multi)
            throw HTTPClientError(.failed, "there is no thread to be had")
        }
        thread.detach()
        return handle
    }

    private func run(_ multi: UnsafeMutableRawPointer) {
        var waiting: [Transfer] = []
        var active: [UnsafeMutableRawPointer: Transfer] = [:]
        let idleTime = TransferHandles.milliseconds(limits.idleTime)
        var isIdleTooLong = false
        while true {
            let work = state.withLock { state -> (arriving: [Transfer], attention: [Transfer])? in
                defer {
                    state.arriving = []
                    state.attention = []
                }
                if state.arriving.isEmpty, active.isEmpty, waiting.isEmpty, isIdleTooLong || !state.isOwned {
                    state.multi = nil
                    return nil
                }
                return (state.arriving, state.attention)
            }
            guard let work else { break }
            waiting += work.arriving
            for transfer in work.attention where !transfer.attend() {
                if active.removeValue(forKey: transfer.easy) != nil { curl_multi_remove_handle(multi, transfer.easy) }
            }
            waiting.removeAll { $0.isOver }
            admit(&waiting, &active, multi)
            var running: Int32 = 0
            curl_multi_perform(multi, &running)
            var result = CURLE_OK
            while let easy = ccurl_next_finished(multi, &result) {
                curl_multi_remove_handle(multi, easy)
                active.removeValue(forKey: easy)?.finish(result)
            }
            if !waiting.isEmpty, active.count < limits.maximumRequests { continue }
            let isIdle = active.isEmpty && waiting.isEmpty
            var events: Int32 = 0
            let start = ContinuousClock.now
            curl_multi_poll(multi, nil, 0, Int32(clamping: isIdle ? idleTime : 1000), &events)
            isIdleTooLong = isIdle && start.duration(to: .now) >= limits.idleTime
        }
        curl_multi_cleanup(multi)
    }

    /// Hands to curl what may be on its way at once; the others wait.
    private func admit(
        _ waiting: inout [Transfer],
        _ active: inout [UnsafeMutableRawPointer: Transfer],
        _ multi: UnsafeMutableRawPointer
    ) {
        let count = min(waiting.count, max(1, limits.maximumRequests) - active.count)
        guard count > 0 else { return }
        for transfer in waiting.prefix(count) where transfer.begin(multi) {
            active[transfer.easy] = transfer
        }
        waiting.removeFirst(count)
    }
}
