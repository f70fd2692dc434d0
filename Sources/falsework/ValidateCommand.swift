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

/// `falsework validate`: what fal would say to an input, and why.
struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Tell what fal would say to an input, and why: exit status 0 if it is good, 1 if it is refused."
    )

    @OptionGroup var data: DataOptions

    @Argument(help: "An endpoint's id, as fal-ai/kling-video/video-to-audio.")
    var endpoint: String

    @Argument(help: "A file with the input as JSON; - for standard input.")
    var file: String

    private static let maximumSize = 64 << 20

    func run() throws {
        let models = try data.models()
        guard let id = EndpointID(endpoint), let model = models[id] else {
            let known = models.ids.map(\.description).joined(separator: ", ")
            throw Failure.unusable("no document describes \(endpoint); there are \(known)")
        }
        let body = RequestBody.read(try input(), contentType: "application/json")
        switch model.input.validate(body) {
        case .accepted(let input):
            Console.line("200, as fal reads it:")
            Console.line(input.prettyPrinted())
            try explainUnknown(body, model)
        case .refused(let errors):
            Console.line("422, fal's answer:")
            Console.line(String(decoding: errors.detail().serialized(), as: UTF8.self))
            Console.line("Why:")
            for line in Explanation(errors).lines { Console.line("  " + line) }
            try explainUnknown(body, model)
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

    private func input() throws -> [UInt8] {
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

    /// fal ignores members that it does not know; people misspell.
    private func explainUnknown(_ body: RequestBody, _ model: Model) throws {
        guard case .json(let value) = body else { return }
        for unknown in model.input.unknownFields(in: value) {
            let hint = unknown.suggestion.map { "; did you mean \($0)?" } ?? ""
            Console.line("  \(unknown.instance): is ignored, the endpoint has no such field\(hint)")
        }
    }
}
