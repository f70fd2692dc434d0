/// Takes an expression apart.
struct PatternParser {
    var scalars: [Unicode.Scalar]
    var position = 0

    private var ignoresCase = false
    private var isMultiline = false
    private var dotMatchesNewline = false
    private var depth = 0
    let dialect: Pattern.Dialect

    private static let greatestDepth = 50
    private static let greatestCount = 1000

    init(_ text: String, _ dialect: Pattern.Dialect) {
        scalars = Array(text.unicodeScalars)
        self.dialect = dialect
    }

    mutating func parse() throws(PatternProblem) -> PatternTree {
        let tree = try alternatives()
        guard position == scalars.count else { throw PatternProblem("a parenthesis is closed that was not opened") }
        return tree
    }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        position += 1
        return true
    }

    var peek: Unicode.Scalar? {
        position < scalars.count ? scalars[position] : nil
    }

    mutating func next() throws(PatternProblem) -> Unicode.Scalar {
        guard let scalar = peek else { throw PatternProblem("it ends too early") }
        position += 1
        return scalar
    }

    private mutating func alternatives() throws(PatternProblem) -> PatternTree {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.greatestDepth else { throw PatternProblem("it is nested too deep") }
        var branches = [try sequence()]
        while take("|") {
            branches.append(try sequence())
        }
        return branches.count == 1 ? branches[0] : .alternatives(branches)
    }

    private mutating func sequence() throws(PatternProblem) -> PatternTree {
        var parts: [PatternTree] = []
        while let scalar = peek, scalar != "|", scalar != ")" {
            guard let atom = try atom() else { continue }
            parts.append(try repeated(atom))
        }
        return .sequence(parts)
    }

    /// The next part; nil for flags, which match nothing themselves.
    private mutating func atom() throws(PatternProblem) -> PatternTree? {
        let scalar = try next()
        switch scalar {
        case "(":
            return try group()
        case "[":
            return .characters(try bracket(ignoresCase: ignoresCase))
        case ".":
            var set = CharacterSet()
            if !dotMatchesNewline {
                set.insert("\n")
                if dialect == .ecmaScript {
                    set.ranges += [0x0D...0x0D, 0x2028...0x2029]
                }
            }
            set.isNegated = true
            return .characters(set)
        case "^":
            return .assertion(isMultiline ? .lineStart : .textStart)
        case "$":
            return .assertion(isMultiline ? .lineEnd : .textEnd)
        case "*", "+", "?":
            throw PatternProblem("\(scalar) has nothing to repeat")
        case "{", "}", "]":
            // Rust takes a closing bracket or brace for itself; ECMAScript takes none of them.
            guard dialect != .ecmaScript, scalar != "{" else { throw PatternProblem("\(scalar) stands alone") }
            return literal(scalar)
        case "\\":
            return try escape()
        default:
            return literal(scalar)
        }
    }

    private func literal(_ scalar: Unicode.Scalar) -> PatternTree {
        var set = CharacterSet()
        set.insert(scalar)
        set.ignoresCase = ignoresCase
        return .characters(set)
    }

    private mutating func escape() throws(PatternProblem) -> PatternTree {
        switch peek {
        case "A" where dialect != .ecmaScript:
            position += 1
            return .assertion(.textStart)
        case "z" where dialect != .ecmaScript:
            position += 1
            return .assertion(.textEnd)
        case "b":
            position += 1
            return .assertion(dialect == .ecmaScript ? .asciiWordBoundary : .wordBoundary)
        case "B":
            position += 1
            return .assertion(dialect == .ecmaScript ? .noASCIIWordBoundary : .noWordBoundary)
        default: break
        }
        switch try escaped() {
        case .scalar(let scalar):
            return literal(scalar)
        case .class(let members, let isNegated):
            var set = CharacterSet()
            set.classes = [(members, isNegated)]
            return .characters(set)
        }
    }

    private mutating func group() throws(PatternProblem) -> PatternTree? {
        let outer = (ignoresCase, isMultiline, dotMatchesNewline)
        if take("?") {
            if peek == "=" || peek == "!" { throw PatternProblem("look-around is not supported") }
            if peek == "<" || (dialect != .ecmaScript && take("P")) {
                try skipName()
            } else if dialect == .ecmaScript {
                guard take(":") else { throw PatternProblem("(? is not followed by : or <") }
            } else if try flags() {
                return nil
            }
        }
        let tree = try alternatives()
        guard take(")") else { throw PatternProblem("a parenthesis is not closed") }
        (ignoresCase, isMultiline, dotMatchesNewline) = outer
        return tree
    }

    private mutating func skipName() throws(PatternProblem) {
        guard take("<"), peek != "=", peek != "!" else { throw PatternProblem("look-around is not supported") }
        while try next() != ">" {}
    }

    /// Reads flags up to `)` or `:`; whether it was `)`, so that they are for the rest of the group around.
    private mutating func flags() throws(PatternProblem) -> Bool {
        var isOn = true
        while true {
            switch try next() {
            case ")": return true
            case ":": return false
            case "-": isOn = false
            case "i": ignoresCase = isOn
            case "m": isMultiline = isOn
            case "s": dotMatchesNewline = isOn
            case "u" where isOn: break
            case let other: throw PatternProblem("(?\(other) is not supported")
            }
        }
    }

    private mutating func repeated(_ atom: PatternTree) throws(PatternProblem) -> PatternTree {
        var tree = atom
        while let scalar = peek {
            let counts: (least: Int, greatest: Int?)
            switch scalar {
            case "*": counts = (0, nil)
            case "+": counts = (1, nil)
            case "?": counts = (0, 1)
            case "{": counts = try countsInBraces()
            default: return tree
            }
            position += 1
            // Laziness makes no difference to whether there is a match.
            _ = take("?")
            tree = .repetition(tree, least: counts.least, greatest: counts.greatest)
        }
        return tree
    }

    /// Reads `{m}`, `{m,}` or `{m,n}` up to the closing brace.
    private mutating func countsInBraces() throws(PatternProblem) -> (least: Int, greatest: Int?) {
        position += 1
        let least = try count()
        var greatest: Int? = least
        if take(",") {
            greatest = peek == "}" ? nil : try count()
        }
        guard peek == "}", greatest.map({ $0 >= least }) ?? true else {
            throw PatternProblem("a count in braces is broken")
        }
        return (least, greatest)
    }

    private mutating func count() throws(PatternProblem) -> Int {
        let start = position
        while let scalar = peek, "0"..."9" ~= scalar {
            position += 1
        }
        let digits = scalars[start..<position].map(String.init).joined()
        guard let count = Int(digits), count <= Self.greatestCount else {
            throw PatternProblem("a count in braces is not a number up to \(Self.greatestCount)")
        }
        return count
    }
}
