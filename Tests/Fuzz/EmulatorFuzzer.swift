internal import FalEmulator
internal import HTTPServer
internal import HTTPTypes
internal import JSON
internal import Logging
internal import QueueEngine
internal import Synchronization

/// Whole requests to an emulator of its own: paths, headers, bodies, control, one after another.
///
/// An input is requests with a line `---` between them, each as HTTP has it, but for the version and with plain line ends:
/// `POST /queue/fal-ai/…`, header fields, an empty line, a body. `$ID` stands for the last request id that was answered, `$URL`
/// for the path of the last `upload_url`.
struct EmulatorFuzzer: Fuzzer {
    private let models: ModelCatalog
    private let scenarios: ScenarioCatalog
    private let mostRequests = 16

    init() {
        guard let models = try? ModelCatalog(directory: "openapi"),
            let scenarios = try? ScenarioCatalog(directory: "fixtures", models: models)
        else { fatalError("openapi and fixtures do not load: run this in the root of the repository") }
        self.models = models
        self.scenarios = scenarios
    }

    func feed(_ bytes: [UInt8]) {
        feed(requests: bytes)
    }

    /// - Parameter head: a request line and header fields that come before what the input has; with it the input is one
    ///   body.
    func feed(requests bytes: [UInt8], after head: String? = nil) {
        var configuration = EmulatorConfiguration()
        configuration.clock = .auto
        let handler = Emulator(
            models: models,
            scenarios: scenarios,
            configuration: configuration,
            time: StandingTime.source,
            logger: Logger(label: "fuzz", factory: { _ in SwiftLogNoOpLogHandler() })
        ).handler
        if let head { return check(handler(Self.request(head, body: bytes))) }
        var (lastID, lastURL) = ("", "")
        for text in Self.split(bytes, at: "\n---\n").prefix(mostRequests) {
            let parts = Self.split(text, at: "\n\n", most: 2)
            let head = String(decoding: parts[0], as: UTF8.self)
            let answer = handler(
                Self.request(
                    head.replacing("$ID", with: lastID).replacing("$URL", with: lastURL),
                    body: parts.count > 1 ? [UInt8](parts[1]) : []
                )
            )
            check(answer)
            if let id = Self.text("request_id", of: answer) { lastID = id }
            if let url = Self.text("upload_url", of: answer), let slash = url.dropFirst(8).firstIndex(of: "/") {
                lastURL = String(url[slash...])
            }
        }
    }

    /// What must hold of every answer.
    private func check(_ answer: Answer) {
        guard case .now(let response) = answer else { return }
        precondition((200...599).contains(response.status.code), "status \(response.status.code)")
        for field in response.allHeaderFields {
            precondition(
                !field.value.utf8.contains { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F },
                "a control in \(field.name)"
            )
        }
        if case .bytes(let body) = response.body, !body.isEmpty,
            response.allHeaderFields[.contentType]?.hasPrefix("application/json") == true
        {
            let limit = JSONParser.greatestDepth
            precondition(
                (try? JSONParser.parse(body, as: .python, maximumDepth: limit)) != nil,
                "the answer is no JSON"
            )
        }
    }

    private static func text(_ name: String, of answer: Answer) -> String? {
        guard case .now(let response) = answer, case .bytes(let body) = response.body,
            case .object(let members)? = try? JSONParser.parse(body), case .string(let text)? = members[name]
        else { return nil }
        return String(describing: text)
    }

    private static func request(_ head: String, body: [UInt8]) -> Request {
        var lines = head.split(separator: "\n", omittingEmptySubsequences: false)[...]
        let line = (lines.popFirst() ?? "").split(separator: " ", maxSplits: 1)
        var fields = HTTPFields()
        for line in lines {
            let pair = line.split(separator: ":", maxSplits: 1)
            guard pair.count == 2, let name = HTTPField.Name(String(pair[0])) else { continue }
            let field = HTTPField(name: name, value: String(pair[1].drop { $0 == " " }))
            if HTTPField.isValidValue(field.value) { fields.append(field) }
        }
        if fields[.authorization] == nil { fields[.authorization] = "Key fuzz:fuzz" }
        return Request(
            method: line.first.flatMap { HTTPRequest.Method(String($0)) } ?? .get,
            target: line.count > 1 ? String(line[1]) : "/",
            headerFields: fields,
            body: body
        )
    }

    private static func split(_ bytes: [UInt8], at mark: String, most: Int = .max) -> [ArraySlice<UInt8>] {
        split(bytes[...], at: mark, most: most)
    }

    private static func split(_ bytes: ArraySlice<UInt8>, at mark: String, most: Int = .max) -> [ArraySlice<UInt8>] {
        let mark = [UInt8](mark.utf8)
        var parts: [ArraySlice<UInt8>] = []
        var rest = bytes
        while parts.count < most - 1, let found = rest.firstRange(of: mark) {
            parts.append(rest[..<found.lowerBound])
            rest = rest[found.upperBound...]
        }
        return parts + [rest]
    }
}

/// Real time that moves by a millisecond at each look, the same for every input.
private enum StandingTime {
    private static let looks = Atomic<Int64>(0)

    static var source: TimeSource {
        looks.store(0, ordering: .relaxed)
        return TimeSource(
            now: {
                let count = looks.add(1, ordering: .relaxed).newValue
                return Instant(nanoseconds: 1_800_000_000_000_000_000 + count * 1_000_000)
            },
            sleep: { _ in throw CancellationError() }
        )
    }
}
