internal import ArgumentParser
internal import FalAPI
internal import FalEmulator
internal import JSON
internal import OpenAPIValidator

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// What fal would say to an input, and why.
struct InputCheck {
    /// The endpoints that are served.
    let models: ModelCatalog

    private static let maximumSize = 64 << 20

    /// Says it; throws the exit status 1 when the input is refused.
    /// - Parameters:
    ///   - endpoint: an endpoint's id.
    ///   - file: a file with the input as JSON; `-` for standard input.
    func run(_ endpoint: String, _ file: String) throws {
        guard let id = EndpointID(endpoint), let model = models[id] else {
            let known = models.ids.map(\.description).joined(separator: ", ")
            let hint = models.suggestion(for: endpoint).map { "; did you mean \($0)?" } ?? ""
            throw Failure.unusable("no document describes \(endpoint); there are \(known)\(hint)")
        }
        let body = RequestBody.read(try input(file), contentType: "application/json")
        // fal ignores members that it does not know; people misspell.
        var unknown: [UnknownField] = []
        if case .json(let value) = body { unknown = model.input.unknownFields(in: value) }
        switch model.input.validate(body) {
        case .accepted(let input):
            Console.line("200, as fal reads it:")
            Console.line(input.prettyPrinted())
            for line in Explanation([], ignored: unknown).lines { Console.line("  " + line) }
        case .refused(let errors):
            Console.line("422, fal's answer:")
            Console.line(String(decoding: errors.detail().serialized(), as: UTF8.self))
            Console.line("Why:")
            for line in Explanation(errors, ignored: unknown).lines { Console.line("  " + line) }
            throw ExitCode(1)
        case .unanswerable:
            Console.line("500, fal's answer:")
            Console.line(#"{"detail":"Internal Server Error"}"#)
            Console.line("Why:")
            Console.line("  the body: is refused, and what would be repeated of it is nested too deep to be written")
            throw ExitCode(1)
        case .unreadable:
            Console.line("400, fal's answer:")
            Console.line(#"{"detail":"There was an error parsing the body"}"#)
            Console.line("Why:")
            Console.line(
                "  the body: is not text that Python's json.loads can read (encoding, nesting or a huge integer)"
            )
            throw ExitCode(1)
        }
    }

    private func input(_ file: String) throws -> [UInt8] {
        if file == "-" {
            guard let bytes = System.input(upTo: Self.maximumSize) else {
                throw Failure.unusable("standard input: more than \(Self.maximumSize) bytes")
            }
            return bytes
        }
        guard let data = FileManager.default.contents(atPath: file) else {
            throw Failure.unusable("\(file): cannot be read")
        }
        guard data.count <= Self.maximumSize else {
            throw Failure.unusable("\(file): more than \(Self.maximumSize) bytes")
        }
        return [UInt8](data)
    }
}
