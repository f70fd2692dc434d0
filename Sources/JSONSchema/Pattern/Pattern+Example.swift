extension Pattern {
    /// One of the shortest texts that the expression's characters allow; conditions on positions are not looked at, so that
    /// it need not match. nil if there is none.
    package var shortestText: String? {
        var previous: [Int?] = Array(repeating: nil, count: program.count)
        var seen: [Bool] = Array(repeating: false, count: program.count)
        // Steps without a character go to the front, so that texts are reached by their length.
        var now = [0]
        var later: [Int] = []
        seen[0] = true
        while !now.isEmpty {
            while let state = now.popLast() {
                switch program[state] {
                case .match:
                    return text(to: state, previous)
                case .characters(let set):
                    if set.example != nil, !seen[state + 1] { reach(state + 1, from: state, &later) }
                case .assertion:
                    if !seen[state + 1] { reach(state + 1, from: state, &now) }
                case .jump(let target):
                    if !seen[target] { reach(target, from: state, &now) }
                case .split(let first, let second):
                    for target in [first, second] where !seen[target] { reach(target, from: state, &now) }
                }
            }
            swap(&now, &later)
        }
        return nil

        func reach(_ target: Int, from state: Int, _ list: inout [Int]) {
            seen[target] = true
            previous[target] = state
            list.append(target)
        }
    }

    private func text(to end: Int, _ previous: [Int?]) -> String {
        var scalars: [Unicode.Scalar] = []
        var state = end
        while let before = previous[state] {
            if case .characters(let set) = program[before], let example = set.example { scalars.append(example) }
            state = before
        }
        return scalars.reversed().reduce(into: "") { $0.unicodeScalars.append($1) }
    }
}

extension CharacterSet {
    /// A member, a letter or a digit if there is one among them.
    fileprivate var example: Unicode.Scalar? {
        let usual = "a0AxX1 -_.:/#".unicodeScalars
        if let found = usual.first(where: contains) { return found }
        let candidates =
            ranges.compactMap { Unicode.Scalar($0.lowerBound) } + (0x20...0x7E).compactMap { Unicode.Scalar($0) }
        return candidates.first(where: contains)
    }
}
