import FalAPI
import HTTPServer
import HTTPTypes
import JSON
import Testing

@testable import FalEmulator

/// How tests upload, in the dialects of the official clients.
extension TestEmulator {
    /// The header that lets the key's owner write to the CDN.
    func token() async -> HTTPFields {
        let reply = await send(.post, "/rest/storage/auth/token?storage_type=fal-cdn-v3", [:])
        return [.authorization: "Bearer " + (reply.json["token"]?.string ?? "")]
    }

    /// Sends bytes as they are.
    func put(
        _ method: HTTPRequest.Method,
        _ url: String,
        _ content: String,
        _ headers: HTTPFields = [:]
    ) async -> Reply {
        // Whoever has an upload URL needs no key.
        var stranger = self
        stranger.key = nil
        return await Reply(stranger.answer(method, path(url), body: Array(content.utf8), headers))
    }

    /// Uploads in one piece as fal-client does, and gives the object's path.
    func upload(
        _ content: String,
        name: String? = "clip.mp4",
        contentType: String = "video/mp4",
        _ headers: HTTPFields = [:]
    ) async -> String {
        var fields = await token()
        fields.append(contentsOf: headers)
        fields[.contentType] = contentType
        if let name { fields[.falFileName] = name }
        let reply = await put(.post, "/files/upload", content, fields)
        return reply.json["access_url"]?.string.map(path) ?? "\(reply.status) \(reply.text)"
    }

    /// Asks for an upload URL as @fal-ai/client does.
    func initiate(
        _ name: String = "clip.mp4",
        contentType: String = "video/mp4",
        multipart: Bool = false,
        storage: String = "fal-cdn-v3",
        headers: HTTPFields = [:]
    ) async -> (upload: String, file: String) {
        let route = multipart ? "initiate-multipart" : "initiate"
        let body: JSONValue = [
            "content_type": .string(JSONString(contentType)), "file_name": .string(JSONString(name)),
        ]
        let reply = await send(.post, "/rest/storage/upload/\(route)?storage_type=\(storage)", body, headers)
        return (
            path(reply.json["upload_url"]?.string ?? reply.text), path(reply.json["file_url"]?.string ?? reply.text)
        )
    }

    /// Reads a file as somebody without a key.
    func read(
        _ url: String,
        _ headers: HTTPFields = [:]
    ) async throws -> (status: Int, headers: HTTPFields, content: String) {
        var stranger = self
        stranger.key = nil
        guard case .now(let response) = stranger.answer(.get, path(url), headers) else { return (0, [:], "") }
        var content = ""
        switch response.body {
        case .bytes(let bytes): content = String(decoding: bytes, as: UTF8.self)
        case .file(let slice):
            content = String(decoding: try slice.bytes(from: 0, count: Int(slice.length)), as: UTF8.self)
        default: break
        }
        return (response.status.code, response.allHeaderFields, content)
    }

    /// The world of another key.
    func of(_ key: String) -> TestEmulator {
        var other = self
        other.key = key
        return other
    }

    private func path(_ url: String) -> String {
        url.hasPrefix("http://localhost:8787") ? String(url.dropFirst("http://localhost:8787".count)) : url
    }
}

/// The list that ends an upload in parts.
func completion(_ parts: [(Int, String)], number: String = "partNumber") -> String {
    let list = parts.map { part in
        JSONValue.object([JSONString(number): .number(.integer(Int64(part.0))), "etag": .string(JSONString(part.1))])
    }
    return String(decoding: JSONValue.object(["parts": .array(list)]).serialized(), as: UTF8.self)
}
