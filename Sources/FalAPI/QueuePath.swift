/// What a path on the queue's host names: an endpoint to submit to, or an operation on a request.
public enum QueuePath: Hashable, Sendable {
    /// `POST /{endpoint}`.
    case endpoint(EndpointID)
    /// `/{endpoint}/requests/{id}…`; what follows the application in the endpoint's id counts for nothing.
    case request(application: String, id: String, Operation)

    /// What is asked of a request.
    public enum Operation: Hashable, Sendable, CaseIterable {
        /// `GET …/requests/{id}/status`
        case status
        /// `GET …/requests/{id}/status/stream`
        case statusStream
        /// `GET …/requests/{id}`, and `…/response`, which fal's older documentation prints.
        case result
        /// `PUT …/requests/{id}/cancel`
        case cancel
    }

    /// What stands between an application and an id.
    static let marker = "requests"

    /// Reads the decoded segments of a path. A trailing slash is accepted, as fal's own SDK sends one (fal 1.83.0,
    /// `apps.py`). The endpoint of a request may be the application alone or the full id.
    ///
    /// Nil for a path that names no endpoint, and for an operation that does not exist.
    public init?(segments: ArraySlice<String>) {
        let segments = segments.last?.isEmpty == true ? segments.dropLast() : segments
        guard let marker = Self.indexOfMarker(segments) else {
            guard let endpoint = EndpointID(segments: segments) else { return nil }
            self = .endpoint(endpoint)
            return
        }
        guard let application = EndpointID.application(segments[..<marker]),
            let operation = Self.operation(segments[(marker + 2)...])
        else { return nil }
        self = .request(application: application.text, id: segments[marker + 1], operation)
    }

    /// The first `requests` that can follow an application and is followed by an id.
    private static func indexOfMarker(_ segments: ArraySlice<String>) -> Int? {
        guard segments.count >= 4 else { return nil }
        for index in (segments.startIndex + 2)..<(segments.endIndex - 1) where segments[index] == marker {
            return index
        }
        return nil
    }

    private static func operation(_ rest: ArraySlice<String>) -> Operation? {
        switch (rest.count, rest.first, rest.last) {
        case (0, _, _): .result
        case (1, "status", _): .status
        case (1, "response", _): .result
        case (1, "cancel", _): .cancel
        case (2, "status", "stream"): .statusStream
        default: nil
        }
    }
}

/// The URL of a request on the queue, from which those of its operations are made.
public struct RequestURL: Hashable, Sendable, CustomStringConvertible {
    /// The URL of the result: the application alone, and no `/response`, as captured (2026-04).
    public let description: String
    /// The request's id, as it stands at the end of the URL.
    let idText: String

    /// Makes the URL of a request.
    /// - Parameters:
    ///   - base: what comes before the application, without a slash at its end.
    ///   - application: owner and alias, without the model's path.
    ///   - id: the request's id.
    public init(base: String, application: String, id: RequestID) {
        self.init(base: base, application: application, idText: id.description)
    }

    /// Makes the URL of a request whose id a client was given, and which means nothing to it.
    ///
    /// Nil for an id that cannot stand in a path as it is.
    public init?(base: String, application: String, opaqueID: String) {
        let unreserved = { (byte: UInt8) in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "~"):
                true
            default: false
            }
        }
        guard !opaqueID.isEmpty, opaqueID.utf8.count <= 256, opaqueID.utf8.allSatisfy(unreserved) else { return nil }
        self.init(base: base, application: application, idText: opaqueID)
    }

    private init(base: String, application: String, idText: String) {
        var text = base
        text.reserveCapacity(base.utf8.count + application.utf8.count + 47)
        text += "/"
        text += application
        text += "/requests/"
        text += idText
        self.idText = idText
        description = text
    }

    /// The URL of the status.
    public var status: String { description + "/status" }

    /// The URL of the status as server-sent events.
    public var statusStream: String { description + "/status/stream" }

    /// The URL that cancels.
    public var cancel: String { description + "/cancel" }
}
