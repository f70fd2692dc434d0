internal import FalAPI
internal import Foundation
internal import HTTPTypes
internal import JSON

/// Makes types of outputs.
enum OutputDecoder {
    /// The output in an answer.
    /// - Throws: `FalError` of the code `invalidAnswer` for what is no JSON, `undecodableOutput` for JSON of another shape.
    static func decode<Output: Decodable>(
        _ type: Output.Type,
        _ answer: ServiceAnswer,
        requestID: String?
    ) throws(FalError) -> Output {
        let id = answer.response.headerFields[.falRequestID] ?? requestID
        if type == JSONValue.self {
            do throws(FalError) {
                if let value = try answer.json(of: "the request") as? Output { return value }
            } catch {
                var error = error
                error.requestID = id
                throw error
            }
        }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        do {
            return try decoder.decode(type, from: Data(answer.body))
        } catch {
            var failure: FalError
            do throws(FalError) {
                _ = try answer.json(of: "the request")
                failure = FalError(.undecodableOutput, "the output is not as expected: \(Self.place(error))")
                failure.status = answer.response.status.code
                failure.body = Array(answer.body.prefix(FalError.bodyLimit))
            } catch {
                failure = error
            }
            failure.underlying = error
            failure.requestID = id
            throw failure
        }
    }

    /// Where and why a value does not decode.
    private static func place(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "\(type(of: error))" }
        let (path, reason): ([any CodingKey], String) =
            switch error {
            case .keyNotFound(let key, let context): (context.codingPath + [key], "is missing")
            case .valueNotFound(_, let context): (context.codingPath, "is null")
            case .typeMismatch(let type, let context): (context.codingPath, "is no \(type)")
            case .dataCorrupted(let context): (context.codingPath, "cannot be read")
            @unknown default: ([], "cannot be read")
            }
        let name = path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
        return name.isEmpty ? "it \(reason)" : "\(name) \(reason)"
    }
}
