import FalAPI
import HTTPServer
import HTTPTypes
import JSON
import QueueEngine
import Testing

@testable import FalEmulator

/// Files in parts, in the dialects of the three clients that send them.
@Suite struct MultipartUploadTests {
    private struct Begun {
        let url: String
        let upload: String
        let token: HTTPFields
    }

    private func begin(_ emulator: TestEmulator, _ headers: HTTPFields = [:]) async -> Begun {
        let token = await emulator.token()
        var fields = token
        fields.append(contentsOf: headers)
        fields[.contentType] = "video/mp4"
        fields[.falFileName] = "long.mp4"
        let reply = await emulator.put(.post, "/cdn/files/upload/multipart", "", fields)
        let url = String(reply.json["access_url"]?.string?.dropFirst("http://localhost:8787".count) ?? "")
        return Begun(url: url, upload: "\(url)/multipart/\(reply.json["uploadId"]?.string ?? "")", token: token)
    }

    @Test func pythonsDialect() async throws {
        let emulator = try TestEmulator()
        let begun = await begin(emulator)
        var parts: [(Int, String)] = []
        // In the order in which ten threads happen to finish.
        for (number, content) in [(3, "three"), (1, "one"), (2, "old"), (2, "two")] {
            let reply = await emulator.put(.put, "\(begun.upload)/\(number)", content, begun.token)
            #expect(reply.status == 200)
            let tag = try #require(reply["etag"])
            #expect(tag.hasPrefix("\"") && tag.hasSuffix("\""))
            parts.removeAll { $0.0 == number }
            parts.append((number, tag))
        }
        #expect(try await emulator.read(begun.url).status == 404)
        for _ in 0..<2 {
            // The second time as a client does that did not get the answer.
            let done = await emulator.put(.post, begun.upload + "/complete", completion(parts), begun.token)
            #expect((done.status, done.json["access_url"]?.string) == (200, "http://localhost:8787" + begun.url))
        }
        let file = try await emulator.read(begun.url)
        #expect((file.content, file.headers[.contentType]) == ("onetwothree", "video/mp4"))
        #expect(try await emulator.read(begun.url, [.range: "bytes=2-4"]).content == "etw")
    }

    @Test func javaScriptsDialect() async throws {
        let emulator = try TestEmulator()
        let urls = await emulator.initiate("long.mp4", multipart: true)
        var parts: [(Int, String)] = []
        for (number, content) in [(1, "one"), (2, "two")] {
            let reply = await emulator.put(.put, "\(urls.upload)/\(number)?x=y", content)
            #expect(reply["content-type"] == "application/json")
            parts.append(
                (Int(try #require(reply.json["partNumber"]?.integer)), try #require(reply.json["etag"]?.string))
            )
        }
        let headers: HTTPFields = [.contentType: "application/json"]
        let done = await emulator.put(.post, urls.upload + "/complete?x=y", completion(parts), headers)
        #expect(done.status == 200)
        #expect(try await emulator.read(urls.file).content == "onetwo")
    }

    @Test func googlesDialect() async throws {
        let emulator = try TestEmulator()
        let urls = await emulator.initiate("long.mp4", multipart: true, storage: "gcs")
        var parts: [(Int, String)] = []
        for (number, content) in [(1, "one"), (2, "two")] {
            let place = await emulator.send(.post, "\(urls.upload)/\(number)")
            let url = try #require(place.json["upload_url"]?.string)
            let reply = await emulator.put(.put, url, content)
            parts.append((number, try #require(reply["etag"]).filter { $0 != "\"" }))
        }
        let done = await emulator.put(.post, urls.upload + "/complete", completion(parts, number: "part_number"))
        #expect(done.status == 200)
        #expect(try await emulator.read(urls.file).content == "onetwo")
    }

    @Test(
        arguments: [
            ("", 422, "Field required"), ("{}", 422, #"["body","parts"]"#), (#"{"parts":{}}"#, 422, "valid list"),
            (#"{"parts":[]}"#, 400, "an upload has at least one part"),
            (#"{"parts":[{"etag":"x"}]}"#, 422, #"["body","parts",0,"partNumber"],"msg":"Field required""#),
            (#"{"parts":[{"partNumber":"1","etag":"x"}]}"#, 422, "valid integer"),
            (#"{"parts":[{"partNumber":1}]}"#, 422, #"["body","parts",0,"etag"]"#),
            (#"{"parts":[{"partNumber":1,"etag":2}]}"#, 422, "valid string"),
            (#"{"parts":[{"partNumber":1,"etag":"x"}]}"#, 400, "Part 1 has the etag"),
            (#"{"parts":[{"partNumber":7,"etag":"x"}]}"#, 400, "Part 7 was not uploaded"),
            (#"{"parts":[{"partNumber":1,"etag":"TAG"}]}"#, 400, "Part 2 was uploaded and is not listed"),
            (
                #"{"parts":[{"partNumber":1,"etag":"TAG"},{"partNumber":1,"etag":"TAG"}]}"#, 400,
                "Part 1 is listed twice"
            ),
        ]
    )
    func theEndSaysWhatIsWrong(body: String, status: Int, text: String) async throws {
        let emulator = try TestEmulator()
        let begun = await begin(emulator)
        let one = await emulator.put(.put, begun.upload + "/1", "one", begun.token)
        _ = await emulator.put(.put, begun.upload + "/2", "two", begun.token)
        let list = body.replacing("TAG", with: try #require(one.json["etag"]?.string))
        let reply = await emulator.put(.post, begun.upload + "/complete", list, begun.token)
        #expect(reply.status == status)
        #expect(reply.text.contains(text))
        #expect(try await emulator.read(begun.url).status == 404)
    }

    @Test(arguments: ["0", "10001", "-1", "x", "1.5", "99999999999999999999"])
    func partsHaveNumbers(number: String) async throws {
        let emulator = try TestEmulator()
        let begun = await begin(emulator)
        let reply = await emulator.put(.put, "\(begun.upload)/\(number)", "x", begun.token)
        #expect((reply.status, reply.detail?.contains("go from 1 to 10000")) == (400, true))
    }

    @Test func aFileInOnePieceTakesNoParts() async throws {
        let emulator = try TestEmulator()
        let (single, multipart) = (await emulator.initiate(), await emulator.initiate(multipart: true))
        #expect(await emulator.put(.put, single.upload + "/1", "x").status == 400)
        #expect(await emulator.put(.post, single.upload + "/complete", completion([(1, "x")])).status == 400)
        #expect(await emulator.put(.put, multipart.upload, "x").status == 400)
    }

    @Test func aCompletedUploadTakesNothingMore() async throws {
        let emulator = try TestEmulator()
        let begun = await begin(emulator)
        let tag = try #require(await emulator.put(.put, begun.upload + "/1", "one", begun.token)["etag"])
        #expect(
            await emulator.put(.post, begun.upload + "/complete", completion([(1, tag)]), begun.token).status == 200
        )
        #expect(await emulator.put(.put, begun.upload + "/2", "two", begun.token).status == 400)
        let other = await emulator.put(.post, begun.upload + "/complete", completion([(2, tag)]), begun.token)
        #expect((other.status, other.detail) == (400, "The upload was completed with other parts"))
    }

    @Test func tokensAndNamesAreChecked() async throws {
        let emulator = try TestEmulator()
        let begun = await begin(emulator)
        let other = emulator.of("other:key")
        let token = await other.token()
        for (target, headers, status) in [
            (begun.upload + "/1", [:], 401), (begun.upload + "/1", token, 404),
            (begun.upload.replacing("long", with: "wrong") + "/1", begun.token, 404),
            (begun.url + "/multipart/nothing/1", begun.token, 404), (begun.upload + "/complete", [:], 401),
        ] as [(String, HTTPFields, Int)] {
            let method: HTTPRequest.Method = target.hasSuffix("complete") ? .post : .put
            #expect(await emulator.put(method, target, "x", headers).status == status)
        }
        #expect(emulator.world.upload(String(begun.upload.split(separator: "/").last!))?.parts.isEmpty == true)
    }

    @Test func aLifecycleIsSetAtTheBeginning() async throws {
        let emulator = try TestEmulator()
        let lifecycle: HTTPFields = [.falObjectLifecycle: #"{"expiration_duration_seconds": 60}"#]
        let begun = await begin(emulator, lifecycle)
        let tag = try #require(await emulator.put(.put, begun.upload + "/1", "one", begun.token)["etag"])
        emulator.world.advance(by: .seconds(30))
        _ = await emulator.put(.post, begun.upload + "/complete", completion([(1, tag)]), begun.token)
        emulator.world.advance(by: .seconds(59))
        #expect(try await emulator.read(begun.url).status == 200)
        emulator.world.advance(by: .seconds(1))
        #expect(try await emulator.read(begun.url).status == 404)
    }
}
