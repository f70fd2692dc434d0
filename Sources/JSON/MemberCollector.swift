/// The members of an object that is being read.
struct MemberCollector {
    private(set) var object = JSONObject()

    /// The member whose value comes next.
    private var place = 0

    /// A bit for each kind of name seen, by its length and ends: while a name's bit is not set, no other is equal to it.
    private var seen: UInt64 = 0

    /// Notes the name of the next value; false if there is a member of that name, which the value will replace.
    mutating func addName(_ name: JSONString) -> Bool {
        let kind = name.kind
        if seen & kind != 0, let existing = object.index(of: name) {
            place = existing
            return false
        }
        seen |= kind
        if object.isEmpty {
            object.reserveCapacity(8)
        }
        place = object.count
        object.append(name, .null)
        return true
    }

    mutating func setValue(_ value: JSONValue) {
        object.setValue(value, at: place)
    }
}

extension JSONString {
    /// One bit of 64, the same for equal strings.
    fileprivate var kind: UInt64 {
        unsafe withBytes { bytes in
            let first = unsafe bytes.first ?? 0
            let last = unsafe bytes.last ?? 0
            let mixed = Int(first) &* 7 &+ Int(last) &* 3 &+ bytes.count &* 11
            return 1 << UInt64(mixed & 63)
        }
    }
}
