internal import FalAPI
internal import JSON
internal import QueueEngine

extension Scenario {
    /// Names stand in headers, paths and messages.
    static let greatestNameLength = 100

    /// What names consist of.
    static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// Reads `provenance`, which people read and the program does not.
    static func checkProvenance(_ reader: FixtureReader) throws(LoadError) {
        var reader = reader
        _ = try reader.word("mark", Evidence.self)
        _ = try reader.string("source")
        let date = try reader.string("date")
        let parts = date.split(separator: "-").map { $0.utf8.count == 0 ? -1 : Int($0) ?? -1 }
        guard date.utf8.count == 10, parts.count == 3, (1...12).contains(parts[1]), (1...31).contains(parts[2]) else {
            throw reader.error("date", "must be a date like 2026-05-13")
        }
        try reader.finish()
    }

    /// Reads `faults`.
    static func faults(_ reader: inout FixtureReader) throws(LoadError) -> [FaultRule] {
        let elements = try reader.array("faults")
        if elements.count > mostFaults {
            throw reader.error("faults", "must not have more than \(mostFaults) elements")
        }
        var faults: [FaultRule] = []
        for element in elements {
            faults.append(
                try FaultRule(try FixtureReader(element.value, file: reader.file, at: element.pointer))
            )
        }
        return faults
    }

    /// Reads `outcome`.
    static func ending(_ reader: FixtureReader, inputSeconds: Double?) throws(LoadError) -> Ending {
        var reader = reader
        let kinds = ["result", "model_error", "platform_error", "never"]
        guard reader.names.count == 1, let kind = reader.names.first, kinds.contains(kind) else {
            throw LoadError(
                reader.file,
                at: reader.pointer.description,
                "must have one member: " + kinds.joined(separator: ", ")
            )
        }
        switch kind {
        case "result":
            return .result(try reader.required("result"), inputSeconds: inputSeconds)
        case "model_error":
            return try modelError(try reader.object("model_error"))
        case "platform_error":
            return .platformError(RequestError(try reader.word("platform_error", RequestError.Kind.self)))
        default:
            guard try reader.required("never").bool == true else { throw reader.error("never", "must be true") }
            return .never
        }
    }

    private static func modelError(_ reader: FixtureReader) throws(LoadError) -> Ending {
        var reader = reader
        guard let status = try reader.required("status").integer, (400...599).contains(status) else {
            throw reader.error("status", "must be a status code from 400 to 599")
        }
        guard let isRetryable = try reader.required("retryable").bool else {
            throw reader.error("retryable", "must be true or false")
        }
        var errors: [ModelError] = []
        for element in try reader.array("errors") {
            var entry = try FixtureReader(element.value, file: reader.file, at: element.pointer)
            let type = try entry.string("type")
            let message = try entry.string("msg")
            guard let location = entry.optional("loc")?.array, location.first == "body" else {
                throw entry.error("loc", "must be an array that begins with \"body\"")
            }
            let context = entry.optional("ctx")
            if let context, context.object == nil { throw entry.error("ctx", "must be an object") }
            errors.append(
                ModelError(
                    type: type,
                    message: message,
                    location: location,
                    context: context?.object,
                    input: entry.optional("input")
                )
            )
            try entry.finish()
        }
        if errors.isEmpty { throw reader.error("errors", "must hold at least one error") }
        try reader.finish()
        return .modelError(status: Int(status), isRetryable: isRetryable, errors)
    }
}
