import HTTPTypes

/// A list of header fields in one piece of memory, in the order of the wire.
///
/// Most handlers read one or two fields; building `HTTPFields` for each request would cost more than the rest of
/// the wrapper. An entry is the length of its name and of its value, four bytes each, and then both.
struct HeaderBlock: Sendable {
    private(set) var storage: [UInt8] = []

    /// Forgets the fields; the memory is kept if nobody else holds it.
    mutating func removeAll() {
        storage.removeAll(keepingCapacity: storage.capacity <= 4096)
    }

    mutating func append(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
        withUnsafeBytes(of: (UInt32(truncatingIfNeeded: name.count), UInt32(truncatingIfNeeded: value.count))) {
            storage.append(contentsOf: $0)
        }
        storage.append(contentsOf: name)
        storage.append(contentsOf: value)
    }

    /// Calls the closure with each name and value until it returns false.
    func forEach(_ visit: (_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool) {
        storage.withUnsafeBytes { bytes in
            var offset = 0
            while offset + 8 <= bytes.count {
                let nameCount = Int(bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
                let valueCount = Int(bytes.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self))
                let name = UnsafeRawBufferPointer(rebasing: bytes[(offset + 8)..<(offset + 8 + nameCount)])
                offset += 8 + nameCount
                let value = UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + valueCount)])
                offset += valueCount
                guard visit(name, value) else { return }
            }
        }
    }

    func firstValue(of name: HTTPField.Name) -> String? {
        var canonicalName = name.canonicalName
        return canonicalName.withUTF8 { wanted in
            var found: String?
            forEach { name, value in
                guard name.equalsIgnoringCase(UnsafeRawBufferPointer(wanted)) else { return true }
                found = String(decoding: value, as: UTF8.self)
                return false
            }
            return found
        }
    }

    var fields: HTTPFields {
        var fields = HTTPFields()
        forEach { name, value in
            // Names that are no tokens were refused before (see `RequestCheck`).
            if let name = HTTPField.Name(String(decoding: name, as: UTF8.self)) {
                fields.append(HTTPField(name: name, lenientValue: UnsafeRawBufferPointer(value)))
            }
            return true
        }
        return fields
    }
}

extension UnsafeRawBufferPointer {
    /// Compares with a name in lower case.
    func equalsIgnoringCase(_ lowercased: UnsafeRawBufferPointer) -> Bool {
        guard count == lowercased.count else { return false }
        for index in 0..<count {
            var byte = self[index]
            if byte >= UInt8(ascii: "A"), byte <= UInt8(ascii: "Z") { byte |= 0x20 }
            if byte != lowercased[index] { return false }
        }
        return true
    }

    func equalsIgnoringCase(_ lowercased: StaticString) -> Bool {
        equalsIgnoringCase(UnsafeRawBufferPointer(start: lowercased.utf8Start, count: lowercased.utf8CodeUnitCount))
    }
}
