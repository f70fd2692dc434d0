/// A regular expression, searched for in a text by code points.
///
/// All threads of the match advance together, so that the time is bounded by the pattern's size times the text's
/// length, whatever both are.
package struct Pattern: Sendable {
    /// Whose rules an expression follows.
    package enum Dialect: Sendable {
        /// Rust's crate `regex`, which pydantic 2 uses: classes are Unicode's, and there are flags.
        case rust
        /// Python's `re`, which pydantic 1 uses, as far as it is like Rust's: only `\w` has other members.
        case python
        /// ECMA-262 with the flag `u`, which JSON Schema recommends: `\d` and `\w` are ASCII's.
        case ecmaScript
    }

    /// The expression as it was written.
    package let text: String

    let program: [PatternInstruction]

    /// Compiles an expression.
    ///
    /// - Throws: What is wrong with it or not supported: look-around and references back (as in Rust), set
    ///   operations inside of brackets, sizes beyond reason.
    package init(_ text: String, as dialect: Dialect) throws(PatternProblem) {
        self.text = text
        var parser = PatternParser(text, dialect)
        let tree = try parser.parse()
        var compiler = PatternCompiler()
        try compiler.add(tree)
        compiler.finish()
        program = compiler.program
    }

    /// Whether the expression matches anywhere in the text.
    package func matches(_ text: String) -> Bool {
        matches(text, onlyAtStart: false)
    }

    /// Whether the expression matches at the beginning of the text.
    package func matchesAtStart(_ text: String) -> Bool {
        matches(text, onlyAtStart: true)
    }

    private func matches(_ text: String, onlyAtStart: Bool) -> Bool {
        var threads = ThreadList(count: program.count)
        var next = ThreadList(count: program.count)
        var previous: Unicode.Scalar?
        var scalars = text.unicodeScalars.makeIterator()
        while true {
            let scalar = scalars.next()
            let begins = previous == nil || !onlyAtStart
            if begins, follow(0, between: previous, scalar, into: &threads) { return true }
            guard let scalar else { return false }
            next.removeAll()
            let following = scalars.peeked
            for state in threads.states {
                guard case .characters(let set) = program[state], set.contains(scalar) else { continue }
                if follow(state + 1, between: scalar, following, into: &next) { return true }
            }
            swap(&threads, &next)
            previous = scalar
        }
    }

    /// Adds what is reachable from a state without reading anything; true if the match is complete.
    private func follow(
        _ start: Int,
        between previous: Unicode.Scalar?,
        _ next: Unicode.Scalar?,
        into threads: inout ThreadList
    ) -> Bool {
        var pending = [start]
        while let state = pending.popLast() {
            guard threads.insert(state) else { continue }
            switch program[state] {
            case .characters: break
            case .match: return true
            case .jump(let target): pending.append(target)
            case .split(let first, let second): pending += [second, first]
            case .assertion(let assertion):
                if assertion.holds(between: previous, next) { pending.append(state + 1) }
            }
        }
        return false
    }
}

/// Why an expression cannot be compiled.
package struct PatternProblem: Error {
    package let message: String

    init(_ message: String) {
        self.message = message
    }
}

/// The states of all threads at one position, each once.
private struct ThreadList {
    private(set) var states: [Int] = []
    private var present: [Bool]

    init(count: Int) {
        present = Array(repeating: false, count: count)
    }

    mutating func insert(_ state: Int) -> Bool {
        guard !present[state] else { return false }
        present[state] = true
        states.append(state)
        return true
    }

    mutating func removeAll() {
        for state in states {
            present[state] = false
        }
        states.removeAll(keepingCapacity: true)
    }
}

extension String.UnicodeScalarView.Iterator {
    /// The scalar that comes next, which stays where it is.
    fileprivate var peeked: Unicode.Scalar? {
        var copy = self
        return copy.next()
    }
}
