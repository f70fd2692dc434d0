import FalAPI
import JSON
import Testing

@Suite struct WebhookPayloadTests {
    static let id = RequestID("019f0000-0000-7000-8000-000000000001")!
    static let other = RequestID("019f0000-0000-7000-8000-000000000002")!

    private func text(_ payload: WebhookPayload) -> String { String(decoding: payload.encoded(), as: UTF8.self) }

    private func encoded(_ value: JSONValue) -> String {
        let whole = text(
            WebhookPayload(requestID: Self.id, gatewayRequestID: Self.id, resultStatus: 200, payload: value)
        )
        let start = #"{"error": null, "gateway_request_id": "\#(Self.id)", "payload": "#
        let end = #", "request_id": "\#(Self.id)", "status": "OK"}"#
        #expect(whole.hasPrefix(start) && whole.hasSuffix(end))
        return String(whole.dropFirst(start.count).dropLast(end.count))
    }

    @Test func aSuccessIsTheCapturedShape() {
        let payload = WebhookPayload(
            requestID: Self.id,
            gatewayRequestID: Self.other,
            resultStatus: 200,
            payload: [
                "images": [
                    [
                        "url": "https://v3b.fal.media/files/b/0/x.png", "content_type": "image/png", "file_size": .null,
                        "width": 1024, "height": 1024,
                    ]
                ],
                "timings": ["inference": 1.3716533930000878], "seed": 427_063_521, "has_nsfw_concepts": [false],
            ]
        )
        #expect(
            text(payload)
                == #"{"error": null, "gateway_request_id": "\#(Self.other)", "payload": {"has_nsfw_concepts": [false], "images": [{"content_type": "image/png", "file_size": null, "height": 1024, "url": "https://v3b.fal.media/files/b/0/x.png", "width": 1024}], "seed": 427063521, "timings": {"inference": 1.3716533930000878}}, "request_id": "\#(Self.id)", "status": "OK"}"#
        )
    }

    @Test func aModelsFailureCarriesTheResultsBody() {
        let payload = WebhookPayload(
            requestID: Self.id,
            gatewayRequestID: Self.id,
            resultStatus: 422,
            payload: ["detail": [["loc": ["body", "prompt"], "msg": "field required"]]]
        )
        #expect(payload.status == .error)
        #expect(
            text(payload)
                == #"{"error": "Invalid status code: 422", "gateway_request_id": "\#(Self.id)", "payload": {"detail": [{"loc": ["body", "prompt"], "msg": "field required"}]}, "request_id": "\#(Self.id)", "status": "ERROR"}"#
        )
    }

    @Test(arguments: [(200, "OK", "null"), (404, "ERROR", #""Invalid status code: 404""#)])
    func aResultThatIsNotJSONIsLeftOut(resultStatus: Int, status: String, error: String) {
        let payload = WebhookPayload(
            requestID: Self.id,
            gatewayRequestID: Self.id,
            resultStatus: resultStatus,
            payload: ["a": 1]
        ).withoutPayload
        #expect(
            text(payload)
                == #"{"error": \#(error), "gateway_request_id": "\#(Self.id)", "payload": null, "payload_error": "Response payload is not JSON serializable. Either return a JSON serializable object or use the queue endpoint to retrieve the response.", "request_id": "\#(Self.id)", "status": "\#(status)"}"#
        )
    }

    @Test(
        arguments: [(199, false), (200, true), (204, true), (299, true), (300, false), (499, false), (504, false)]
    )
    func everyResultBut2xxIsAnError(resultStatus: Int, isSuccess: Bool) {
        let payload = WebhookPayload(
            requestID: Self.id,
            gatewayRequestID: Self.id,
            resultStatus: resultStatus,
            payload: .null
        )
        #expect(payload.status == (isSuccess ? .ok : .error))
        #expect(payload.error == (isSuccess ? nil : "Invalid status code: \(resultStatus)"))
    }

    // Every expectation was printed by Python 3.11: json.dumps(json.loads(text), sort_keys=True).
    @Test(
        arguments: [
            ("[]", "[]"), ("{}", "{}"), ("[[], {}, [1]]", "[[], {}, [1]]"), (#""""#, #""""#),
            (
                #"{"b": 1, "a": {"d": [1, 2.0, -0.5, 1e30], "c": null}}"#,
                #"{"a": {"c": null, "d": [1, 2.0, -0.5, 1e+30]}, "b": 1}"#
            ),
            ("17454220438242315174", "17454220438242315174"), ("[true,false]", "[true, false]"),
            (#""é\u007f€😀""#, #""\u00e9\u007f\u20ac\ud83d\ude00""#),
            (#""\ud800x""#, #""\ud800x""#),
            (#""a\"\\\/\b\f\n\r\t\u0001 ~""#, #""a\"\\/\b\f\n\r\t\u0001 ~""#),
            (
                #"{"é": 1, "z": 2, "Z": 3, "": 4, "zz": 5, "😀": 6, "￿": 7}"#,
                #"{"": 4, "Z": 3, "z": 2, "zz": 5, "\u00e9": 1, "\uffff": 7, "\ud83d\ude00": 6}"#
            ),
        ]
    )
    func valuesAreSpelledAsPythonSortsThem(source: String, expected: String) throws {
        #expect(encoded(try JSONParser.parse(Array(source.utf8), as: .python)) == expected)
    }

    @Test func depthCostsNoStack() throws {
        var value: JSONValue = 1
        for _ in 0..<10_000 { value = ["a": [value]] }
        #expect(encoded(value).hasPrefix(#"{"a": [{"a": [{"#))
    }
}
