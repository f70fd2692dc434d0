internal import HTTPTypes
internal import JSON

/// One call to one of fal's services, in as many attempts as it takes.
struct ServiceCall: Sendable {
    var operation: FalOperation
    var method: HTTPRequest.Method
    var url: AbsoluteURL
    var headers = HTTPFields()
    var body = RequestBody.none
    /// How long each attempt may take; nil: as long as it takes.
    var timeout: Duration?
    /// No attempt goes on beyond this point of the client's clock.
    var deadline: Duration?
    /// Whether it goes to a service of fal's, with credentials and through the proxy, and not to a place that one named.
    var isForService = true
    /// The request that it is about, for errors.
    var requestID: String?

    init(_ operation: FalOperation, _ method: HTTPRequest.Method, _ url: AbsoluteURL) {
        (self.operation, self.method, self.url) = (operation, method, url)
        headers[.accept] = "application/json"
    }

    /// The same call with JSON as its body.
    func carrying(_ json: [UInt8]) -> ServiceCall {
        var copy = self
        copy.headers[.contentType] = "application/json"
        copy.body = .bytes(json)
        return copy
    }
}

/// An answer with success, all of it.
struct ServiceAnswer: Sendable {
    let response: HTTPResponse
    let body: [UInt8]

    /// The body as JSON.
    /// - Throws: `FalError` of the code `invalidAnswer`.
    func json(of what: String) throws(FalError) -> JSONValue {
        do throws(JSONParseError) {
            return try JSONParser.parse(body, as: .python)
        } catch {
            let type = response.headerFields[.contentType].map { "of the type \($0.prefix(100))" } ?? "without a type"
            var failure = FalError(
                .invalidAnswer,
                "the answer to \(what) is not JSON but \(body.count) bytes \(type)",
                status: response.status.code,
                underlying: error
            )
            failure.body = Array(body.prefix(FalError.bodyLimit))
            throw failure
        }
    }
}
