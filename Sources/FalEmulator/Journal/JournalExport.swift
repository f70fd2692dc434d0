internal import FalAPI
internal import HTTPTypes
internal import JSON
internal import QueueEngine

/// The calls of a journal in the spellings of other tools.
struct JournalExport {
    /// Where the calls went: scheme, host and port.
    let base: String
    /// The emulator's version.
    let version: String

    /// An HTTP archive, version 1.2.
    /// - Parameter body: what came with an entry, if it is kept.
    func archive(of entries: some Sequence<JournalEntry>, body: (UInt64) -> [UInt8]?) -> JSONValue {
        let calls = entries.compactMap { entry -> JSONValue? in
            guard case .call(let call) = entry.content else { return nil }
            var request: JSONObject = [
                "method": .string(JSONString(call.method.rawValue)),
                "url": .string(JSONString(base + call.target)),
                "httpVersion": "HTTP/1.1",
                "cookies": [],
                "headers": .array(headers(of: call).map(Self.pair)),
                "queryString": .array(Self.query(of: call.target)),
                "headersSize": -1,
                "bodySize": .number(.integer(Int64(call.bodySize))),
            ]
            if let body = body(entry.number) {
                request["postData"] = [
                    "mimeType": .string(JSONString(call.headers[.contentType] ?? "application/json")),
                    "text": .string(JSONString(String(decoding: body, as: UTF8.self))),
                ]
            }
            let response: JSONValue = [
                "status": .number(.integer(Int64(call.status))),
                "statusText": .string(JSONString(HTTPResponse.Status(code: call.status).reasonPhrase)),
                "httpVersion": "HTTP/1.1", "cookies": [], "headers": [], "redirectURL": "", "headersSize": -1,
                "bodySize": .number(.integer(Int64(call.answerSize ?? -1))),
                "content": [
                    "size": .number(.integer(Int64(call.answerSize ?? 0))),
                    "mimeType": call.operation == .stream ? "text/event-stream" : "application/json",
                ],
            ]
            return [
                "startedDateTime": JournalEntry.time(entry.real),
                "time": 0, "request": .object(request), "response": response, "cache": [:],
                "timings": ["send": 0, "wait": 0, "receive": 0],
            ]
        }
        let creator: JSONValue = ["name": "falsework", "version": .string(JSONString(version))]
        return ["log": ["version": "1.2", "creator": creator, "entries": .array(calls)]]
    }

    /// One command of curl's a call, for a POSIX shell; the key comes from `FAL_KEY`.
    func commands(of entries: some Sequence<JournalEntry>, body: (UInt64) -> [UInt8]?) -> String {
        entries.reduce(into: "") { text, entry in
            guard case .call(let call) = entry.content else { return }
            text += "curl -sS -X \(Self.quoted(call.method.rawValue)) \(Self.quoted(base + call.target))"
            text += " -H \"Authorization: Key $FAL_KEY\""
            for field in call.headers where !Self.isCurls(field.name) && field.value != Redaction.word {
                text += " -H " + Self.quoted("\(field.name.canonicalName): \(field.value)")
            }
            if let body = body(entry.number) {
                if let sent = String(validating: body, as: UTF8.self), !body.contains(0) {
                    text += " --data-binary " + Self.quoted(sent)
                } else {
                    text += " --data-binary @body-\(entry.number)"
                }
            }
            text += "\n"
        }
    }

    /// A word of a shell's, whatever is in it.
    static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// The fields that curl sends by itself.
    private static func isCurls(_ name: HTTPField.Name) -> Bool {
        ["host", "content-length", "connection", "authorization", "accept-encoding", "expect", "transfer-encoding"]
            .contains(name.canonicalName)
    }

    private func headers(of call: JournalEntry.Call) -> [(String, String)] {
        var pairs = call.headers.map { ($0.name.canonicalName, $0.value) }
        if call.headers[.authorization] == nil { pairs.append(("authorization", "Key " + Redaction.word)) }
        return pairs
    }

    private static func query(of target: String) -> [JSONValue] {
        guard let mark = target.firstIndex(of: "?") else { return [] }
        return target[target.index(after: mark)...].split(separator: "&").map { item in
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            return pair((parts[0], parts.count > 1 ? parts[1] : ""))
        }
    }

    private static func pair(_ pair: (String, String)) -> JSONValue {
        ["name": .string(JSONString(pair.0)), "value": .string(JSONString(pair.1))]
    }
}
