extension PatternParser {
    /// What a backslash and what follows stand for.
    enum Escaped {
        case scalar(Unicode.Scalar)
        case `class`(CharacterSet.Class, isNegated: Bool)
    }

    /// Reads what follows a backslash.
    mutating func escaped() throws(PatternProblem) -> Escaped {
        let scalar = try next()
        switch scalar {
        case "d": return .class(digit, isNegated: false)
        case "D": return .class(digit, isNegated: true)
        case "w": return .class(word, isNegated: false)
        case "W": return .class(word, isNegated: true)
        case "s": return .class(space, isNegated: false)
        case "S": return .class(space, isNegated: true)
        case "p": return .class(try property(), isNegated: false)
        case "P": return .class(try property(), isNegated: true)
        case "n": return .scalar("\n")
        case "t": return .scalar("\t")
        case "r": return .scalar("\r")
        case "a" where dialect != .ecmaScript: return .scalar("\u{07}")
        case "f": return .scalar("\u{0C}")
        case "v": return .scalar("\u{0B}")
        case "x": return .scalar(try hexadecimal(2))
        case "u": return .scalar(try hexadecimal(4))
        case "U" where dialect != .ecmaScript: return .scalar(try hexadecimal(8))
        case "c" where dialect == .ecmaScript: return .scalar(try control())
        case "0" where dialect == .ecmaScript: return .scalar("\0")
        case _ where scalar.isASCII && !scalar.properties.isAlphabetic && !("0"..."9" ~= scalar):
            return .scalar(scalar)
        default:
            throw PatternProblem("\\\(scalar) is not supported")
        }
    }

    private var digit: CharacterSet.Class { dialect == .ecmaScript ? .asciiDigit : .digit }
    private var word: CharacterSet.Class {
        switch dialect {
        case .rust: .word
        case .python: .pythonWord
        case .ecmaScript: .asciiWord
        }
    }
    private var space: CharacterSet.Class { dialect == .ecmaScript ? .ecmaScriptSpace : .space }

    /// The control character of a letter, as in `\cA`.
    private mutating func control() throws(PatternProblem) -> Unicode.Scalar {
        let letter = try next()
        guard letter.isASCII, letter.properties.isAlphabetic else {
            throw PatternProblem("\\c is not followed by a letter")
        }
        return Unicode.Scalar(UInt8(letter.value & 0x1F))
    }

    private mutating func property() throws(PatternProblem) -> CharacterSet.Class {
        var name = String(try next())
        if name == "{" {
            name = ""
            while true {
                let scalar = try next()
                if scalar == "}" { break }
                name.unicodeScalars.append(scalar)
            }
        }
        guard let category = CharacterSet.category(name) else {
            throw PatternProblem("\\p{\(name)} is not supported")
        }
        return category
    }

    private mutating func hexadecimal(_ count: Int) throws(PatternProblem) -> Unicode.Scalar {
        var digits = ""
        if take("{") {
            while !take("}") {
                digits.unicodeScalars.append(try next())
            }
        } else {
            for _ in 0..<count {
                digits.unicodeScalars.append(try next())
            }
        }
        guard digits.utf8.count <= 8, let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) else {
            throw PatternProblem("\(digits) is not a code point")
        }
        return scalar
    }

    /// Reads a set up to its closing bracket.
    mutating func bracket(ignoresCase: Bool) throws(PatternProblem) -> CharacterSet {
        var set = CharacterSet()
        set.ignoresCase = ignoresCase
        set.isNegated = take("^")
        var isFirst = true
        while true {
            let scalar = try next()
            // A bracket that closes at once is a member of the set for Rust, and an empty set for ECMAScript.
            if scalar == "]", !isFirst || dialect == .ecmaScript { return set }
            isFirst = false
            try refuseSetOperation(after: scalar)
            guard let first = try member(scalar, of: &set) else { continue }
            guard peek == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
                set.insert(first)
                continue
            }
            position += 1
            guard let last = try member(try next(), of: &set), first <= last else {
                throw PatternProblem("a range in brackets is broken")
            }
            set.ranges.append(first.value...last.value)
        }
    }

    /// One member of a set; nil if it was a class, which is put into the set.
    private mutating func member(
        _ scalar: Unicode.Scalar,
        of set: inout CharacterSet
    ) throws(PatternProblem) -> Unicode.Scalar? {
        guard scalar == "\\" else { return scalar }
        switch try escaped() {
        case .scalar(let scalar):
            return scalar
        case .class(let members, let isNegated):
            set.classes.append((members, isNegated))
            return nil
        }
    }

    private func refuseSetOperation(after scalar: Unicode.Scalar) throws(PatternProblem) {
        guard scalar != "[" else { throw PatternProblem("[ inside of brackets is not supported") }
        if "&~-".unicodeScalars.contains(scalar), peek == scalar {
            throw PatternProblem("\(scalar)\(scalar) inside of brackets is not supported")
        }
    }
}
