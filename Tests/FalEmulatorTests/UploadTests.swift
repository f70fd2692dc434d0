import FalAPI
import HTTPServer
import HTTPTypes
import JSON
import QueueEngine
import Testing

@testable import FalEmulator

/// Files in one piece: `POST /files/upload` (fal-client) and `PUT upload_url` (@fal-ai/client).
@Suite struct UploadTests {
    @Test func anUploadIsServedToAnybody() async throws {
        let emulator = try TestEmulator()
        let path = await emulator.upload("0123456789", name: "my clip.mp4", contentType: "video/mp4; codecs=avc1")
        #expect(path.hasPrefix("/cdn/files/") && path.hasSuffix("_my_clip.mp4"))
        let whole = try await emulator.read(path)
        #expect((whole.status, whole.content) == (200, "0123456789"))
        #expect(whole.headers[.contentType] == "video/mp4; codecs=avc1")
        #expect(whole.headers[.accessControlAllowOrigin] == "*")
        #expect(whole.headers[.xContentTypeOptions] == "nosniff")
        #expect(whole.headers[.falObjectLifecycleExpiration] == nil)
        #expect(whole.headers[.contentDisposition] == nil)
        let tag = try #require(whole.headers[.eTag])
        #expect(tag == "\"84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882\"")
        let part = try await emulator.read(path, [.range: "bytes=2-4", .ifRange: tag])
        #expect((part.status, part.content, part.headers[.contentRange]) == (206, "234", "bytes 2-4/10"))
        #expect(try await emulator.read(path, [.ifNoneMatch: tag]).status == 304)
        #expect(try await emulator.read(path, [.range: "bytes=10-"]).status == 416)
        #expect(try await emulator.read(String(path.dropFirst("/cdn".count))).status == 200)
    }

    @Test(arguments: ["fal-cdn-v3", "gcs"])
    func anUploadURLNeedsNoKey(storage: String) async throws {
        let emulator = try TestEmulator()
        let urls = await emulator.initiate("cat.png", contentType: "image/png", storage: storage)
        #expect(try await emulator.read(urls.file).status == 404)
        let first = await emulator.put(.put, urls.upload, "one", [.contentType: "image/jpeg"])
        #expect(first.status == 200)
        #expect(try await emulator.read(urls.file).headers[.contentType] == "image/jpeg")
        // A client that did not get the answer sends again.
        #expect(await emulator.put(.put, urls.upload, "two").status == 200)
        let file = try await emulator.read(urls.file)
        #expect((file.content, file.headers[.contentType]) == ("two", "image/png"))
        #expect(emulator.world.uploadedObjects().count == 1)
    }

    @Test func nothingIsAFileToo() async throws {
        let emulator = try TestEmulator()
        let path = await emulator.upload("", name: nil, contentType: "image/png")
        let file = try await emulator.read(path)
        #expect((file.status, file.content, path.hasSuffix(".png")) == (200, "", true))
        #expect(try await emulator.read(path, [.range: "bytes=0-"]).status == 416)
    }

    @Test(
        arguments: [
            (nil, "Authorization header is required"), ("Bearer nonsense", "Invalid token"),
            ("Key someone:secret", "Invalid token"), ("Bearer a.b.c", "Invalid token"), ("", "Invalid token"),
        ] as [(String?, String)]
    )
    func tokensAreChecked(value: String?, detail: String) async throws {
        let emulator = try TestEmulator()
        var headers: HTTPFields = [:]
        if let value { headers[.authorization] = value }
        for path in ["/files/upload", "/files/upload/multipart"] {
            let reply = await emulator.put(.post, path, "x", headers)
            #expect((reply.status, reply.detail) == (401, detail))
        }
        #expect(emulator.world.uploadedObjects().isEmpty)
    }

    @Test func tokensEndOnTheWorldsClock() async throws {
        let emulator = try TestEmulator()
        let token = await emulator.token()
        emulator.world.advance(by: .seconds(86_399))
        #expect(await emulator.put(.post, "/files/upload", "x", token).status == 200)
        // An end that somebody wrote into the token himself.
        let parts = try #require(token[.authorization]).split(separator: ".")
        let changed: HTTPFields = [.authorization: "\(parts[0]).\(String(Int64.max, radix: 36)).\(parts[2])"]
        #expect(await emulator.put(.post, "/files/upload", "x", changed).detail == "Invalid token")
        emulator.world.advance(by: .seconds(1))
        let late = await emulator.put(.post, "/files/upload", "x", token)
        #expect((late.status, late.detail) == (401, "Token has expired"))
    }

    @Test func anUploadURLIsSigned() async throws {
        let emulator = try TestEmulator()
        let urls = await emulator.initiate()
        for changed in [
            urls.upload + "x", String(urls.upload.dropLast()) + "*", "/cdn/files/upload/x", "/files/upload/",
        ] {
            let reply = await emulator.put(.put, changed, "x")
            #expect([403, 405].contains(reply.status))
        }
        emulator.world.advance(by: .seconds(86_400))
        let late = await emulator.put(.put, urls.upload, "x")
        #expect((late.status, late.detail) == (403, "The upload URL has expired"))
        #expect(emulator.world.uploadedObjects().isEmpty)
    }

    @Test func largeFilesHaveToComeInParts() async throws {
        let emulator = try TestEmulator()
        let urls = await emulator.initiate()
        let token = await emulator.token()
        let pieces: [(HTTPRequest.Method, String, HTTPFields)] = [
            (.put, urls.upload, [:]), (.post, "/files/upload", token),
        ]
        for (method, target, headers) in pieces {
            var fields = headers
            fields[.host] = "localhost:8787"
            var request = Request(method: method, target: target, headerFields: fields)
            guard case .file(let place) = emulator.emulator.bodyChooser(request) else {
                Issue.record("the content does not go to a file")
                return
            }
            #expect(place.limit == 104_857_600)
            request.bodyFailure = .tooLarge
            let reply = await Reply(emulator.emulator.handler(request))
            #expect((reply.status, reply.detail) == (413, "File too large, use multipart solution"))
        }
    }

    @Test func nothingIsDeleted() async throws {
        let emulator = try TestEmulator()
        let path = await emulator.upload("x")
        for (target, key) in [(path, TestEmulator.key), (path, "other:key"), ("/cdn/files/b/x/y", "a:b")] {
            #expect(await emulator.of(key).send(.delete, target).status == 403)
        }
        #expect(try await emulator.read(path).status == 200)
    }

    @Test(
        arguments: [
            ("text/html", false), ("image/svg+xml", false), ("Image/SVG+XML; charset=utf-8", false),
            ("text/xml", false),
            ("application/xhtml+xml", false), ("text/javascript", false), ("application/pdf", false),
            ("nonsense", false),
            ("image/png, text/html", false), ("image/png,text/html", false), ("image/x-evil.xml", false),
            ("video/mp4", true), ("audio/mpeg", true), ("image/png", true), ("text/plain; charset=utf-8", true),
        ]
    )
    func noUploadIsAPageOfTheEmulators(type: String, isShown: Bool) async throws {
        let emulator = try TestEmulator()
        let file = try await emulator.read(await emulator.upload("<script>alert(1)</script>", contentType: type))
        #expect(file.headers[.xContentTypeOptions] == "nosniff")
        #expect((file.headers[.contentDisposition] == "attachment") == !isShown)
        #expect((file.headers[.contentSecurityPolicy] == "sandbox; default-src 'none'") == !isShown)
        #expect(file.headers[.contentType] == (type == "nonsense" ? "application/octet-stream" : type))
    }

    @Test func aTypeThatIsNoHeaderIsNotSent() async throws {
        let emulator = try TestEmulator()
        let urls = await emulator.initiate(contentType: "video/mp4\r\nx-evil: 1")
        #expect(await emulator.put(.put, urls.upload, "x").status == 200)
        #expect(try await emulator.read(urls.file).headers[.contentType] == "application/octet-stream")
    }

    @Test func otherMethodsAreRefused() async throws {
        let emulator = try TestEmulator()
        let (urls, token) = (await emulator.initiate(), await emulator.token())
        let object = await emulator.upload("x")
        for (method, target, allowed) in [
            (HTTPRequest.Method.get, "/files/upload", "POST"), (.put, "/files/upload/multipart", "POST"),
            (.post, urls.upload, "PUT"), (.get, urls.upload + "/1", "PUT, POST"),
            (.get, urls.upload + "/complete", "POST"),
            (.put, object, "GET, HEAD"),
        ] {
            let reply = await emulator.put(method, target, "", token)
            #expect((reply.status, reply["allow"]) == (405, allowed))
        }
        for target in ["/files", "/cdn/nothing", "/files/a", "/files/a/b/c", "/files/a/b/multipart/c"] {
            #expect(await emulator.put(.put, target, "", token).status == 404)
        }
    }

    @Test func browsersMayUpload() async throws {
        let emulator = try TestEmulator()
        let urls = await emulator.initiate()
        let asked: HTTPFields = [
            .origin: "https://app.example", .accessControlRequestMethod: "PUT",
            .accessControlRequestHeaders: "content-type",
        ]
        let preflight = await emulator.put(.options, urls.upload, "", asked)
        #expect(preflight.status == 204)
        #expect(preflight["access-control-allow-methods"]?.contains("PUT") == true)
        let sent = await emulator.put(.put, urls.upload, "x", [.origin: "https://app.example"])
        #expect(sent["access-control-allow-origin"] == "https://app.example")
    }
}
