internal import HTTPServer
internal import HTTPTypes
internal import JSON

/// How a world treats requests through a proxy: `proxy`.
enum ProxyControl {
    static let routes: [ControlRoute] = [
        ControlRoute(.get, "proxy") { (call) throws(ControlError) in show(call.world) },
        ControlRoute(.put, "proxy") { (call) throws(ControlError) in
            call.world.proxyMode = try call.read { (reader) throws(LoadError) in
                let text = try reader.string("mode")
                guard let mode = ProxyMode(rawValue: text) else {
                    let modes = ProxyMode.allCases.map(\.rawValue).joined(separator: ", ")
                    throw reader.error("mode", "must be one of \(modes)")
                }
                return mode
            }
            return show(call.world)
        },
    ]

    private static func show(_ world: World) -> Answer {
        .json(["mode": .string(JSONString(world.proxyMode.rawValue))])
    }
}
