internal import JSON

/// JSON text: what parses is written, parses again, and is the same; and every value is found where it stands.
struct JSONFuzzer: Fuzzer {
    func feed(_ bytes: [UInt8]) {
        if let value = try? JSONParser.parse(bytes, as: .python, maximumDepth: JSONParser.greatestDepth) {
            let text = written(value)
            // Written by us, so that only what JSON itself cannot spell (NaN, lone surrogates) needs Python's dialect.
            guard let again = try? JSONParser.parse(text, as: .python, maximumDepth: JSONParser.greatestDepth) else {
                fatalError("cannot read what it wrote")
            }
            precondition(written(again) == text, "writes something else the second time")
        }
        guard let value = try? JSONParser.parse(bytes) else { return }
        precondition((try? JSONParser.parse(written(value))) == value, "reads another value than it wrote")
        let source = JSONSource(bytes)
        precondition(source.position(of: JSONPointer()) != nil, "does not find the root")
        if case .object(let members) = value {
            for name in members.keys {
                precondition(source.position(of: JSONPointer().appending(name)) != nil, "does not find a member")
            }
        }
        if let pointer = JSONPointer(String(decoding: bytes, as: UTF8.self)) {
            precondition(JSONPointer(pointer.description) == pointer, "spells a pointer otherwise")
            _ = pointer.resolve(in: value)
        }
    }

    private func written(_ value: JSONValue) -> [UInt8] {
        var writer = JSONWriter()
        writer.value(value)
        return writer.bytes
    }
}
