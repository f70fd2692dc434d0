internal import FalClient
internal import JSON

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// The input of a call: a file's JSON, and fields that add to it.
struct CallInput: Sendable {
    private enum Value: Sendable {
        case json(JSONValue)
        case upload(String)
    }

    private var base: JSONObject
    private var fields: [(name: String, value: Value)] = []

    private static let maximumSize = 64 << 20

    /// - Throws: `Failure` for what cannot be used; nothing is uploaded yet.
    init(file: String?, fields: [String]) throws(Failure) {
        base = try file.map { (file) throws(Failure) in try Self.object(in: file) } ?? JSONObject()
        for field in fields {
            guard let equals = field.firstIndex(of: "="), equals > field.startIndex else {
                throw .unusable("\(field): is not NAME=VALUE")
            }
            let name = String(field[..<equals])
            self.fields.append((name, try Self.value(String(field[field.index(after: equals)...]), of: name)))
        }
    }

    /// The input, its files uploaded.
    func uploaded(to storage: StorageClient, _ progress: CallProgress) async throws -> JSONValue {
        var input = base
        for (name, value) in fields {
            switch value {
            case .json(let json): input[name] = json
            case .upload(let path):
                let url = try await storage.upload(file: path) { progress.show($0, of: path) }
                input[name] = .string(JSONString(url))
            }
        }
        return .object(input)
    }

    private static func value(_ text: String, of name: String) throws(Failure) -> Value {
        if text.hasPrefix("@@") { return .json(.string(JSONString(String(text.dropFirst())))) }
        if text.hasPrefix("@") {
            let path = String(text.dropFirst())
            guard FileManager.default.isReadableFile(atPath: path) else {
                throw .unusable("\(name): \(path): cannot be read")
            }
            return .upload(path)
        }
        if let json = try? JSONParser.parse(Array(text.utf8)) {
            // A text in quotes is meant as it stands.
            if case .string = json { return .json(.string(JSONString(text))) }
            return .json(json)
        }
        return .json(.string(JSONString(text)))
    }

    private static func object(in file: String) throws(Failure) -> JSONObject {
        let bytes: [UInt8]
        let name = file == "-" ? "standard input" : file
        if file == "-" {
            guard let input = System.input(upTo: maximumSize) else {
                throw .unusable("standard input: more than \(maximumSize) bytes")
            }
            bytes = input
        } else {
            guard let data = FileManager.default.contents(atPath: file) else {
                throw .unusable("\(file): cannot be read")
            }
            guard data.count <= maximumSize else { throw .unusable("\(file): more than \(maximumSize) bytes") }
            bytes = [UInt8](data)
        }
        let json: JSONValue
        do throws(JSONParseError) {
            json = try JSONParser.parse(bytes)
        } catch {
            throw .unusable("\(name):\(error.line):\(error.column): \(error.message)")
        }
        guard let object = json.object else { throw .unusable("\(name): is no JSON object") }
        return object
    }
}
