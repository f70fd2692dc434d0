internal import HTTPTypes
internal import JSON

/// Keeps a ledger of a target's requests by looking at what goes over the wire.
public actor LedgerKeeper {
    /// What is known so far.
    public private(set) var ledger: Ledger
    private let write: @Sendable (String) throws -> Void

    /// Makes a keeper.
    /// - Parameters:
    ///   - ledger: what an earlier run has left.
    ///   - write: keeps a line for good, before it returns; when it throws, the request is not sent.
    public init(_ ledger: Ledger = Ledger(), write: @escaping @Sendable (String) throws -> Void) {
        self.ledger = ledger
        self.write = write
    }

    /// The same target, with every submit and every end noted.
    public nonisolated func keeping(_ target: ContractTarget) -> ContractTarget {
        let queue = target.services.queue ?? ""
        return target.wrapped { sending in
            { request, body in
                let url = "\(request.scheme ?? "")://\(request.authority ?? "")\(request.path ?? "")"
                let isSubmit =
                    request.method == .post && url.hasPrefix(queue + "/") && !url.contains("/requests/")
                if isSubmit { try await self.add(.submitting(url: url)) }
                let (response, answer) = try await sending(request, body)
                if isSubmit {
                    try await self.note(submit: url, status: response.status.code, answer, queue)
                } else if let id = Self.id(in: url) {
                    try await self.note(id, url, request.method, status: response.status.code, answer)
                }
                return (response, answer)
            }
        }
    }

    /// Cancels what has not ended, and gives what could not be cancelled.
    /// - Parameter target: with the key that the requests were made with.
    public func sweep(_ target: ContractTarget) async -> [(id: String, reason: String)] {
        var left: [(id: String, reason: String)] = []
        let name = "sweep"
        for (id, url) in ledger.unfinished {
            let probe = Probe(target: target, name: name, record: Transcript())
            do {
                let answer = try await probe.send(.put, url + "/cancel")
                switch answer.status {
                case 200...299, 404: try add(.ended(id: id))
                case 400 where answer.json?["status"] == "ALREADY_COMPLETED": try add(.ended(id: id))
                default: left.append((id, "the service answered \(answer.status)"))
                }
            } catch let error as Unavailable {
                left.append((id, error.reason))
            } catch {
                left.append((id, "\(error)"))
            }
        }
        return left
    }

    private func add(_ entry: Ledger.Entry) throws {
        try write(entry.line)
        ledger.add(entry)
    }

    private func note(submit url: String, status: Int, _ answer: [UInt8], _ queue: String) throws {
        guard 200...299 ~= status, let json = try? JSONParser.parse(answer),
            let id = json["request_id"]?.string
        else {
            return try add(.refused(url: url))
        }
        let application = url.dropFirst(queue.count + 1).split(separator: "/").prefix(2).joined(
            separator: "/"
        )
        try add(.submitted(id: id, url: "\(queue)/\(application)/requests/\(id)"))
    }

    private func note(
        _ id: String,
        _ url: String,
        _ method: HTTPRequest.Method,
        status: Int,
        _ answer: [UInt8]
    ) throws {
        guard ledger.unfinished.contains(where: { $0.id == id }) else { return }
        let isCancelled = method == .put && (200...299 ~= status || status == 400)
        let isCompleted =
            method == .get && status == 200
            && (try? JSONParser.parse(answer))?["status"]?.string.map { $0 == "COMPLETED" }
                ?? !url.contains("/status")
        if isCancelled || isCompleted { try add(.ended(id: id)) }
    }

    private static func id(in url: String) -> String? {
        let parts = url.prefix { $0 != "?" }.split(separator: "/")
        return parts.firstIndex(of: "requests").flatMap {
            $0 + 1 < parts.count ? String(parts[$0 + 1]) : nil
        }
    }
}
