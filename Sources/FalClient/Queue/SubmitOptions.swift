internal import FalAPI
internal import HTTPTypes
internal import JSON

/// What the queue is asked for beside the input. What is nil is not sent.
///
/// Source: fal's documentation, "Request headers", and the queue's API reference.
public struct SubmitOptions: Sendable, Hashable {
    /// Which line to wait in.
    public var priority: Priority?
    /// How long the request may wait for its start, retries of the platform included; it then fails with a status of 504. At
    /// least 0.1 s.
    public var startTimeout: Duration?
    /// A word that requests share which had better run on the same runner.
    public var runnerHint: String?
    /// Where the end of the request is told, signed.
    public var webhookURL: String?
    /// The submit is refused when the queue is longer than this.
    public var maximumQueueLength: Int?
    /// How long outputs are kept, and who may read them.
    public var objectLifecycle: ObjectLifecycle?
    /// Whether fal stores input and output, which it does unless told otherwise.
    public var storesIO: Bool?
    /// Whether the platform tries again when a runner is lost, which it does unless told otherwise.
    public var retriesOnPlatform: Bool?
    /// Labels: at most 10, names of at most 64 characters that do not begin with `fal.`, values of at most 256, all of them at
    /// most 1024 bytes.
    public var tags: [String: String] = [:]

    /// The lines of the queue.
    public enum Priority: String, Sendable, Hashable, CaseIterable {
        /// The usual one.
        case normal
        /// Behind all requests of the usual one.
        case low
    }

    /// Nothing is asked for.
    public init() {}

    /// A webhook, and nothing else.
    public init(webhookURL: String) {
        self.webhookURL = webhookURL
    }

    /// The header fields that say so.
    /// - Throws: `FalError` of the code `invalidArgument`.
    func fields() throws(FalError) -> HTTPFields {
        var fields = HTTPFields()
        fields[.falQueuePriority] = priority?.rawValue
        if let startTimeout {
            let seconds = startTimeout / .seconds(1)
            guard seconds >= 0.1 else {
                throw FalError(.invalidArgument, "startTimeout: \(startTimeout) is less than 0.1 seconds")
            }
            // The newer name wins where it is known; the older one is known everywhere.
            let text = seconds == seconds.rounded() ? "\(Int64(seconds))" : "\(seconds)"
            fields[.falRequestStartTimeout] = text
            fields[.falRequestTimeout] = text
        }
        if let runnerHint {
            guard Self.isFieldValue(runnerHint), !runnerHint.isEmpty else {
                throw FalError(.invalidArgument, "runnerHint: must be printable ASCII")
            }
            fields[.falRunnerHint] = runnerHint
        }
        if let objectLifecycle { fields[.falObjectLifecyclePreference] = try objectLifecycle.fieldValue() }
        if storesIO == false { fields[.falStoreIO] = "0" }
        if retriesOnPlatform == false { fields[.falNoRetry] = "1" }
        if !tags.isEmpty { fields[.falTags] = try tagList() }
        return fields
    }

    /// Adds the query parameters that say so.
    /// - Throws: `FalError` of the code `invalidArgument`.
    func addQuery(to url: inout AbsoluteURL) throws(FalError) {
        if let webhookURL {
            guard AbsoluteURL(webhookURL) != nil else {
                throw FalError(.invalidArgument, "webhookURL: must be an http or https URL without a user")
            }
            url.addQuery(QueryName.webhook, webhookURL)
        }
        if let maximumQueueLength {
            guard maximumQueueLength >= 0 else {
                throw FalError(.invalidArgument, "maximumQueueLength: \(maximumQueueLength) is negative")
            }
            url.addQuery(QueryName.maximumQueueLength, String(maximumQueueLength))
        }
    }

    private func tagList() throws(FalError) -> String {
        guard tags.count <= 10 else { throw FalError(.invalidArgument, "tags: \(tags.count) are more than 10") }
        for (name, value) in tags {
            guard !name.isEmpty, name.utf8.count <= 64, Self.isTagText(name) else {
                throw FalError(
                    .invalidArgument,
                    "tags: a name has 1 to 64 characters of printable ASCII, none of \" ,=\""
                )
            }
            guard !name.lowercased().hasPrefix("fal.") else {
                throw FalError(.invalidArgument, "tags: \(name): names that begin with fal. are fal's own")
            }
            guard value.utf8.count <= 256, Self.isTagText(value) else {
                throw FalError(
                    .invalidArgument,
                    "tags: \(name): a value has at most 256 characters of printable ASCII, none of \" ,=\""
                )
            }
        }
        let list = tags.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        guard list.utf8.count <= 1024 else {
            throw FalError(.invalidArgument, "tags: \(list.utf8.count) bytes are more than 1024")
        }
        return list
    }

    private static func isTagText(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "=") }
    }

    static func isFieldValue(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } && text.first != " " && text.last != " "
    }
}
