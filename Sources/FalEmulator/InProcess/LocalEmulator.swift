public import HTTPTypes
public import JSON

/// An emulator in this process, on a port of its own.
///
/// It lasts as long as the closure of `withEmulator`. Its own world is what the closure talks to; `makeWorld` opens others.
@dynamicMemberLookup
public struct LocalEmulator: Sendable {
    /// The world that the emulator was started with.
    public let world: FalWorld
    private let host: EmulatorHost

    /// Starts an emulator that nothing stops but `stop`; `withEmulator` does both.
    public static func start(_ options: Options = Options()) throws -> LocalEmulator {
        let host = try EmulatorHost(options)
        return LocalEmulator(host: host)
    }

    private init(host: EmulatorHost) {
        self.host = host
        world = host.makeWorld(clock: nil)
    }

    /// What the emulator's own world has: `emulator.url`, `emulator.key`, `emulator.clock`.
    public subscript<Value>(dynamicMember path: KeyPath<FalWorld, Value>) -> Value { world[keyPath: path] }

    /// Opens a world in which nothing has happened; nothing that is done in one is seen in another.
    /// - Parameter clock: how its time passes; nil: as `Options.clock` says.
    public func makeWorld(clock: WorldClock.Mode? = nil) -> FalWorld { host.makeWorld(clock: clock) }

    /// Answers a request to the emulator's own world, without a socket.
    /// - Throws: `FalWorld.ConnectionBroken` where a client would see its connection break.
    public func send(_ request: HTTPRequest, body: [UInt8] = []) async throws -> (HTTPResponse, [UInt8]) {
        try await world.send(request, body: body)
    }

    /// Asks the control API about the emulator's own world.
    /// - Throws: `FalWorld.ControlRefusal`, with the words of the answer.
    @discardableResult
    public func control(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: JSONValue? = nil
    ) async throws -> JSONValue {
        try await world.control(method, path, body)
    }

    /// Stops the emulator; returns when its threads have ended. Clients that are waiting are sent away.
    public func stop() async { await host.stop() }
}

/// Runs an emulator for as long as a closure takes, and stops it however the closure ends.
///
/// ```swift
/// try await withEmulator { emulator in
///     let client = MyClient(baseURL: emulator.url, key: emulator.key)
///     let id = try await client.submit("fal-ai/kling-video/video-to-audio", ["video_url": "https://example.com/a.mp4"])
///     emulator.clock.advance(by: .seconds(3600))
///     #expect(try await client.status(id) == .completed)
/// }
/// ```
/// - Throws: `LoadError` when the documents or fixtures cannot be read; the server's error when nothing can be listened on;
///   whatever the closure throws.
public func withEmulator<Result>(
    _ options: LocalEmulator.Options = LocalEmulator.Options(),
    _ body: (LocalEmulator) async throws -> Result
) async throws -> Result {
    let emulator = try LocalEmulator.start(options)
    do {
        let result = try await body(emulator)
        await emulator.stop()
        return result
    } catch {
        await emulator.stop()
        throw error
    }
}
