internal import FalAPI
internal import HTTPServer
internal import HTTPTypes
internal import JSON
internal import QueueEngine

/// The clock of a world: `clock`, `clock/advance`.
enum ClockControl {
    static let routes: [ControlRoute] = [
        ControlRoute(.get, "clock") { (call) throws(ControlError) in show(call.world) },
        ControlRoute(.put, "clock") { (call) throws(ControlError) in
            call.world.run(try call.read(mode))
            return show(call.world)
        },
        ControlRoute(.post, "clock/advance") { (call) throws(ControlError) in
            switch try call.read(step) {
            case .span(let span): call.world.advance(by: span)
            case .events(let count): _ = call.world.advance(events: count)
            }
            return show(call.world)
        },
    ]

    /// The longest step of a clock, in seconds: a year.
    private static let longestStep = 31_536_000.0

    private enum Step {
        case span(Span)
        case events(Int)
    }

    private static func show(_ world: World) -> Answer { .json(json(of: world)) }

    /// A world's clock as control shows it.
    static func json(of world: World) -> JSONValue {
        let (mode, now) = world.clock()
        var body: JSONObject = [:]
        switch mode {
        case .scaled(let speed):
            body["mode"] = speed == 1 ? "real" : "scaled"
            body["speed"] = .number(.double(speed))
        case .manual: body["mode"] = "manual"
        case .auto: body["mode"] = "auto"
        }
        body["now"] = .string(JSONString(CivilTime(microseconds: now.microseconds).logStamp))
        return .object(body)
    }

    /// `{"mode": "real" | "manual" | "auto"}` or `{"mode": "scaled", "speed": 10}`
    private static func mode(_ reader: inout FixtureReader) throws(LoadError) -> QueueClock.Mode {
        let mode = try reader.word("mode", ClockName.self)
        let speed = reader.optional("speed")
        if let speed, !isSpeed(speed.double) { throw speedError(reader) }
        switch mode {
        case .real: return .scaled(speed: 1)
        case .manual: return .manual
        case .auto: return .auto
        case .scaled:
            guard let speed = speed?.double else { throw speedError(reader) }
            return .scaled(speed: speed)
        }
    }

    private static func isSpeed(_ value: Double?) -> Bool { value.map { $0.isFinite && $0 > 0 && $0 <= 1e9 } ?? false }

    private static func speedError(_ reader: borrowing FixtureReader) -> LoadError {
        reader.error("speed", "must be a number that is more than 0 and at most 1000000000")
    }

    /// `{"seconds": 3.5}` or `{"events": 1}`
    private static func step(_ reader: inout FixtureReader) throws(LoadError) -> Step {
        if let events = reader.optional("events") {
            guard let count = events.integer, (1...10_000).contains(count) else {
                throw reader.error("events", "must be a whole number from 1 to 10000")
            }
            return .events(Int(count))
        }
        guard let seconds = try reader.required("seconds").double, seconds >= 0, seconds <= longestStep else {
            throw reader.error("seconds", "must be a number of seconds from 0 to \(Int(longestStep))")
        }
        return .span(.seconds(seconds))
    }
}

/// The names of the kinds of clock.
enum ClockName: String, CaseIterable, Sendable {
    case real
    case scaled
    case manual
    case auto
}
