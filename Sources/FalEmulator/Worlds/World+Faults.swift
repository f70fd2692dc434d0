internal import FalAPI
internal import HTTPServer

/// What goes wrong in a world.
extension World {
    /// What strikes a call; nil when nothing does.
    func strike(_ operation: Operation, endpoint: EndpointID?, id: RequestID?) -> FaultPlan? {
        state.withLock { state in
            if let id, var own = state.content.requestFaults[id] {
                let plan = own.strike(operation, endpoint: endpoint, request: id)
                state.content.requestFaults[id] = own
                if let plan { return plan }
            }
            if state.content.faults.entries.isEmpty { return nil }
            return state.content.faults.strike(operation, endpoint: endpoint, request: id)
        }
    }

    /// The faults of a scenario, for one request.
    func faultBook(of scenario: Scenario) -> FaultBook {
        state.withLock { state in
            var book = FaultBook(random: SeededRandom(seed: state.content.random.next(), salt: scenario.name))
            for rule in scenario.faults { _ = book.add(rule) }
            return book
        }
    }

    /// The faults of the whole world.
    var faults: [FaultBook.Entry] { state.withLock { $0.content.faults.entries } }

    /// Adds a fault; nil when there are too many.
    func add(_ rule: FaultRule, endpoint: EndpointID?, request: RequestID?) -> FaultBook.Entry? {
        state.withLock { $0.content.faults.add(rule, endpoint: endpoint, request: request) }
    }

    /// Takes a fault out; false when there is none with the id.
    func removeFault(_ id: String) -> Bool { state.withLock { $0.content.faults.remove(id) } }

    /// Takes all faults out.
    func removeFaults() { state.withLock { $0.content.faults.removeAll() } }
}
