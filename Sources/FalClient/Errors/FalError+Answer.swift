internal import FalAPI
internal import HTTPTypes
internal import JSON

extension FalError {
    /// What an answer without success means.
    ///
    /// `detail` is a text or a list; `error_type` is read from the body, else from the header (fal-client 1.0.3). Bodies of
    /// anything else, HTML of a gateway for one, count for nothing.
    init(_ response: HTTPResponse, body: [UInt8], operation: FalOperation, requestID: String? = nil) {
        let json = try? JSONParser.parse(body, as: .python)
        let status = response.status.code
        let timeoutType = response.headerFields[.falRequestTimeoutType]
        let detail = json?["detail"]?.string
        let details = (json?["detail"]?.array ?? []).prefix(1000).map(ErrorDetail.init)
        let code = Code(status, timeoutType: timeoutType, isUnfinished: detail == Self.unfinished)
        let said = detail ?? details.first?.description ?? json?["status"]?.string
        let needsRetry = Self.flag(response.headerFields[.falNeedsRetry])
        self.init(code, said.map { Self.line($0) } ?? "fal answered \(status)", status: status)
        self.body = Array(body.prefix(Self.bodyLimit))
        self.detail = detail
        self.details = Array(details)
        errorType = json?["error_type"]?.string ?? response.headerFields[.falErrorType] ?? details.first?.type
        if errorType?.isEmpty == true { errorType = nil }
        self.requestID = response.headerFields[.falRequestID] ?? requestID
        self.timeoutType = timeoutType
        isRetryable = needsRetry ?? (timeoutType != "user" && [408, 409, 429, 500, 502, 503, 504].contains(status))
        // A gateway that gave up may have handed the request on before.
        mayHaveBeenAccepted =
            !operation.isRepeatable && (status == 502 || status == 504) && response.headerFields[.falRequestID] == nil
    }

    /// What `x-fal-needs-retry` says: `true` (captured 2026-04) or `1` (documented).
    static func flag(_ value: String?) -> Bool? {
        switch value?.lowercased() {
        case "true", "1": true
        case "false", "0": false
        default: nil
        }
    }

    /// The detail of a result that was asked for too early (captured 2026-05).
    static let unfinished = "Request is still in progress"

    /// One line of at most 500 characters, without control characters.
    private static func line(_ text: String) -> String {
        let flat = String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 })
        )
        return flat.count > 500 ? flat.prefix(500) + "…" : flat
    }

    /// A failure below HTTP.
    init(_ error: TransportError, operation: FalOperation) {
        let code: Code =
            switch error.code {
            case .badRequest: .invalidArgument
            case .unreadableFile: .unreadableFile
            case .responseTooLarge: .invalidAnswer
            default: .transport
            }
        self.init(code, error.message, underlying: error)
        isRetryable = [.cannotConnect, .connectionLost, .badResponse, .failed].contains(error.code)
        mayHaveBeenAccepted = !operation.isRepeatable && error.code.mayHaveBeenReceived
    }
}

extension FalError.Code {
    init(_ status: Int, timeoutType: String?, isUnfinished: Bool) {
        switch status {
        case 400 where isUnfinished: self = .notCompleted
        case 401: self = .unauthorized
        case 403: self = .forbidden
        case 404: self = .notFound
        case 422: self = .invalidInput
        case 429: self = .tooManyRequests
        case 499: self = .requestCancelled
        case 504 where timeoutType == "user": self = .requestTimedOut
        case 400...498: self = .refused
        case 500...599: self = .serverFailed
        default: self = .unexpectedStatus
        }
    }
}
