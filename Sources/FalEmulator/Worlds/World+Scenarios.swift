internal import HTTPServer

/// The scenarios as this world has them.
extension World {
    /// Decides which scenario a request meets, with what the world has counted and changed.
    func chooseScenario<Choice>(
        _ decide: (inout ScenarioCounters, ScenarioOverlay) throws(RequestRefusal) -> Choice
    ) throws(RequestRefusal) -> Choice {
        try state.withLock { (state) throws(RequestRefusal) in
            try decide(&state.content.counters, state.content.overlay)
        }
    }

    /// What control calls have changed about the scenarios of this world.
    var scenarios: ScenarioOverlay { state.withLock { $0.content.overlay } }

    /// How requests through a proxy are treated.
    var proxyMode: ProxyMode {
        get { state.withLock { $0.content.proxyMode } }
        set { state.withLock { $0.content.proxyMode = newValue } }
    }

    /// Changes the scenarios of this world.
    func changeScenarios<Result>(_ change: (inout ScenarioOverlay) -> Result) -> Result {
        state.withLock { change(&$0.content.overlay) }
    }
}
