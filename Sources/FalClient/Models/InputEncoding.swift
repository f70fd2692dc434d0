internal import Foundation
internal import JSON

extension FalClient {
    /// An input as JSON: encoded, its files uploaded, their URLs in their places.
    /// - Throws: `FalError`, of the code `invalidArgument` for what cannot be encoded; `CancellationError`.
    func json(of input: some Encodable & Sendable) async throws -> [UInt8] {
        if let value = input as? JSONValue { return value.serialized() }
        let pending = PendingFiles()
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.userInfo[PendingFiles.key] = pending
        let bytes: [UInt8]
        do {
            bytes = [UInt8](try encoder.encode(input))
        } catch {
            throw FalError(.invalidArgument, "the input cannot be encoded as JSON", underlying: error)
        }
        let files = pending.all
        guard !files.isEmpty else { return bytes }
        var urls: [JSONString: JSONValue] = [:]
        for (placeholder, file) in files.sorted(by: { $0.key < $1.key }) {
            urls[JSONString(placeholder)] = .string(JSONString(try await storage.upload(file)))
        }
        do {
            return try JSONParser.parse(bytes).replacing(urls).serialized()
        } catch {
            throw FalError(.invalidArgument, "the input cannot be encoded as JSON", underlying: error)
        }
    }
}

extension JSONValue {
    /// The value with other values in the place of some strings. As deep as the parser lets values be.
    fileprivate func replacing(_ replacements: [JSONString: JSONValue]) -> JSONValue {
        switch self {
        case .string(let text): replacements[text] ?? self
        case .array(let elements): .array(elements.map { $0.replacing(replacements) })
        case .object(let members): .object(JSONObject(members.map { ($0.key, $0.value.replacing(replacements)) }))
        case .null, .bool, .number: self
        }
    }
}
