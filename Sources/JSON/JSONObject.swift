/// The members of a JSON object in their order; of equal names the last counts, at the first's place.
///
/// Names are found by comparing them one by one up to 16 members, and by hash above.
public struct JSONObject: Sendable {
    /// A member.
    public typealias Element = (key: JSONString, value: JSONValue)

    private var members: [Element] = []

    /// Where each name is, once there are more than `scanLimit` members; empty before.
    private var positions: [JSONString: Int] = [:]

    private static let scanLimit = 16

    /// An object without members.
    public init() {}

    /// An object of these members.
    public init(_ members: some Sequence<(JSONString, JSONValue)>) {
        for (name, value) in members {
            self[name] = value
        }
    }

    /// The names in order.
    public var keys: [JSONString] {
        members.map(\.key)
    }

    /// The values in order.
    public var values: [JSONValue] {
        members.map(\.value)
    }

    /// The value of that name. A new name goes to the end; assigning nil removes the member.
    public subscript(_ name: JSONString) -> JSONValue? {
        get {
            position(of: name).map { members[$0].value }
        }
        set {
            switch (position(of: name), newValue) {
            case (let position?, let value?):
                members[position].value = value
            case (nil, let value?):
                append(name, value)
            case (let position?, nil):
                members.remove(at: position)
                positions = members.count > Self.scanLimit ? Self.positions(of: members) : [:]
            case (nil, nil):
                break
            }
        }
    }

    /// The value of that name. A new name goes to the end; assigning nil removes the member.
    public subscript(_ name: String) -> JSONValue? {
        get { self[JSONString(name)] }
        set { self[JSONString(name)] = newValue }
    }

    /// The index of the member of that name.
    public func index(of name: JSONString) -> Int? {
        position(of: name)
    }

    private func position(of name: JSONString) -> Int? {
        if positions.isEmpty {
            for position in members.indices where members[position].key == name {
                return position
            }
            return nil
        }
        return positions[name]
    }

    private static func positions(of members: [Element]) -> [JSONString: Int] {
        var positions: [JSONString: Int] = [:]
        positions.reserveCapacity(members.count * 2)
        for (position, member) in members.enumerated() {
            positions[member.key] = position
        }
        return positions
    }

    /// Appends a member whose name is not there yet.
    mutating func append(_ name: JSONString, _ value: JSONValue) {
        members.append((name, value))
        if !positions.isEmpty {
            positions[name] = members.count - 1
        } else if members.count > Self.scanLimit {
            positions = Self.positions(of: members)
        }
    }

    /// Replaces a value by its place.
    mutating func setValue(_ value: JSONValue, at position: Int) {
        members[position].value = value
    }

    mutating func reserveCapacity(_ count: Int) {
        members.reserveCapacity(count)
    }
}

extension JSONObject: RandomAccessCollection {
    /// The place of the first member.
    public var startIndex: Int { 0 }

    /// The place after the last member.
    public var endIndex: Int { members.count }

    /// The member at that place.
    public subscript(_ position: Int) -> Element {
        members[position]
    }
}

extension JSONObject: Hashable {
    /// Whether both have the same members, in whatever order.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        JSONValue.object(left) == JSONValue.object(right)
    }

    /// Feeds the members to the hasher so that their order does not matter.
    public func hash(into hasher: inout Hasher) {
        hash(into: &hasher, depth: 16)
    }

    func hash(into hasher: inout Hasher, depth: Int) {
        hasher.combine(count)
        guard depth > 0 else { return }
        var combined = 0
        for (name, value) in members {
            var member = Hasher()
            member.combine(name)
            value.hash(into: &member, depth: depth - 1)
            combined ^= member.finalize()
        }
        hasher.combine(combined)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// An object of these members.
    public init(dictionaryLiteral elements: (JSONString, JSONValue)...) {
        self.init(elements)
    }
}
