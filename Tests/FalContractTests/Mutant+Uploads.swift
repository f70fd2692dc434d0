import FalAPI
import HTTPServer
import HTTPTypes
import JSON

extension Mutant {
    /// Every answer of storage and CDN, changed.
    private static func storing(
        _ name: String,
        _ caughtBy: String...,
        change: @escaping @Sendable (Request, inout Answered) -> Void
    ) -> Mutant {
        Mutant(name, caughtBy) { handler in
            { request in
                guard [.storage, .file].contains(Operation(request)) else { return handler(request) }
                return handler(request).changed { change(request, &$0) }
            }
        }
    }

    static let uploads: [Mutant] = [
        storing("upload URLs at fal's", "storage.initiate") { _, answer in
            if answer["upload_url"] != nil {
                answer["upload_url"] = "https://rest.fal.ai/storage/upload/x"
            }
        },
        storing("an upload is initiated with 201", "storage.initiate") { _, answer in
            if answer["upload_url"] != nil { answer.status = 201 }
        },
        storing("file_url is called url", "storage.initiate") { _, answer in
            answer.rename("file_url", to: "url")
        },
        storing("storage_type is demanded", "storage.initiate") { request, answer in
            if request.target.hasSuffix("/initiate") { answer.status = 400 }
        },
        storing("uploads need a key", "storage.upload") { request, answer in
            if request.method == .put, request.header(.authorization) == nil { answer.status = 401 }
        },
        storing("uploads lose their type", "storage.upload", "storage.upload-with-token") {
            request,
            answer in
            if request.method == .get { answer.headers[.contentType] = "application/octet-stream" }
        },
        storing("uploads lose their last byte", "storage.upload", "storage.multipart.python") {
            request,
            answer in
            if case .file(let slice) = answer.response.body, request.method == .get {
                answer.response.body = .file(slice.slice(offset: 0, length: slice.length - 1))
            }
        },
        storing("file URLs without the extension", "storage.upload") { _, answer in
            if let url = answer["file_url"]?.string {
                answer["file_url"] = .string(JSONString(url.replacing(".mp3", with: "")))
            }
        },
        storing("every upload at one URL", "storage.uploads-differ") { request, answer in
            if answer["file_url"] != nil {
                answer["file_url"] = "http://localhost:8787/cdn/files/b/one/a.txt"
            }
        },
        storing("no base_url", "storage.token") { _, answer in answer["base_url"] = nil },
        storing("tokens of another type", "storage.token") { _, answer in
            if answer["token_type"] != nil { answer["token_type"] = "JWT" }
        },
        storing("tokens end with Z", "storage.token") { _, answer in
            if let end = answer["expires_at"]?.string {
                answer["expires_at"] = .string(JSONString(end.replacing("+00:00", with: "Z")))
            }
        },
        storing("tokens end without an offset", "storage.token") { _, answer in
            if let end = answer["expires_at"]?.string {
                answer["expires_at"] = .string(JSONString(end.replacing("+00:00", with: "")))
            }
        },
        storing("tokens end at a number", "storage.token") { _, answer in
            if answer["expires_at"] != nil { answer["expires_at"] = 1_777_000_000 }
        },
        storing("everybody gets a token", "storage.token-needs-a-key") { _, answer in
            if answer.status == 401 { answer.status = 200 }
        },
        storing("storage is told the queue's 401", "storage.token-needs-a-key", "auth.rest-host") {
            _,
            answer in
            if answer.status == 401 { answer["detail"] = "Unauthorized" }
        },
        storing("every token uploads", "storage.bad-token") { _, answer in
            if answer.status == 401 { answer.status = 200 }
        },
        storing("access_url is called url", "storage.upload-with-token", "storage.multipart.python") {
            _,
            answer in
            answer.rename("access_url", to: "url")
        },
        storing("uploadId in snake case", "storage.multipart.python") { _, answer in
            answer.rename("uploadId", to: "upload_id")
        },
        storing("parts without ETag", "storage.multipart.python", "storage.multipart.part-has-both") {
            request,
            answer in
            if request.method == .put { answer.headers[.eTag] = nil }
        },
        storing(
            "parts without a body",
            "storage.multipart.javascript",
            "storage.multipart.part-has-both"
        ) {
            request,
            answer in
            if request.method == .put { answer.text = "" }
        },
        storing("part numbers as text", "storage.multipart.javascript") { _, answer in
            if let number = answer["partNumber"]?.integer {
                answer["partNumber"] = .string(JSONString(String(number)))
            }
        },
        storing("part numbers from 0", "storage.multipart.javascript") { _, answer in
            if let number = answer["partNumber"]?.integer {
                answer["partNumber"] = .number(.integer(number - 1))
            }
        },
        storing("two tags for one part", "storage.multipart.part-has-both") { _, answer in
            if answer["etag"] != nil { answer["etag"] = "another" }
        },
        Mutant("parts in the order of their arrival", "storage.multipart.python") { handler in
            let order = Locked<[String]>([])
            return { request in
                // The first part to come is taken for the first, and so on.
                var request = request
                if request.method == .put, let slash = request.target.lastIndex(of: "/"),
                    request.target.contains("/multipart/")
                {
                    let number = order.withLock { order in
                        order.append(request.target)
                        return order.count
                    }
                    request.target = request.target[...slash] + String(number)
                }
                return handler(request)
            }
        },
        storing("files can be deleted", "storage.delete-is-forbidden") { request, answer in
            if request.method == .delete { answer.status = 204 }
        },
        storing("lifecycles do not show", "storage.lifecycle") { _, answer in
            answer.headers = HTTPFields(
                answer.headers.filter { !$0.name.canonicalName.contains("lifecycle") }.map(\.self)
            )
        },
        storing("tokens for realtime in an object", "tokens.are-texts") { request, answer in
            if request.target.contains("/tokens/"), answer.status == 200 {
                answer.json = ["token": answer.json]
            }
        },
        storing("tokens for realtime for everybody", "tokens.need-a-key") { request, answer in
            if request.target.contains("/tokens/") { answer.status = 200 }
        },
    ]
}
