import HTTPClient
import HTTPServer
import HTTPTypes
import Testing

/// A GET, or another method, to a port of this machine.
func request(
    _ port: Int,
    _ method: HTTPRequest.Method = .get,
    _ path: String = "/",
    _ fields: HTTPFields = [:]
) -> HTTPRequest {
    HTTPRequest(method: method, scheme: "http", authority: "127.0.0.1:\(port)", path: path, headerFields: fields)
}

/// The code of what a closure throws; nil if it does not.
func code(_ body: () async throws(HTTPClientError) -> Void) async -> HTTPClientError.Code? {
    do throws(HTTPClientError) {
        try await body()
        return nil
    } catch {
        return error.code
    }
}

/// Runs a server that can do more than `LoopbackServer`.
func withServer<Value>(_ handler: @escaping Handler, _ test: (Int) async throws -> Value) async throws -> Value {
    var configuration = ServerConfiguration(listeners: [Listener()])
    configuration.threads = 2
    let server = Server(configuration, handler: handler)
    try server.start()
    do {
        let value = try await test(Int(server.addresses[0].port))
        await server.stop()
        return value
    } catch {
        await server.stop()
        throw error
    }
}

extension StringProtocol {
    /// The bytes of its UTF-8.
    var bytes: [UInt8] { Array(utf8) }
}

/// A client that has time, since sanitizers and busy machines take theirs.
func patientClient(
    _ limits: HTTPClient.ConnectionLimits = .init(),
    _ change: (inout HTTPClient.Options) -> Void = { _ in }
) -> HTTPClient {
    var options = HTTPClient.Options()
    options.timeout = .seconds(300)
    change(&options)
    var limits = limits
    limits.idleTime = .seconds(300)
    return HTTPClient(options, limits: limits)
}

/// Bytes that tell where they stand, so that none can be lost, doubled or swapped unnoticed.
func pattern(_ count: Int, from start: Int = 0) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count < count {
        let place = (start + bytes.count) % period.count
        bytes += period[place...].prefix(count - bytes.count)
    }
    return bytes
}

/// No power of two, so that no buffer's length is a multiple of it.
private let period = (0..<65_521).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }

/// Collects a body.
func collected(_ body: HTTPClient.ResponseBody) async throws(HTTPClientError) -> [UInt8] {
    var all: [UInt8] = []
    for try await piece in body { all += piece }
    return all
}
