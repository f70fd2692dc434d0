/// One step of a compiled expression.
enum PatternInstruction: Sendable {
    case characters(CharacterSet)
    case assertion(PatternAssertion)
    case split(Int, Int)
    case jump(Int)
    case match
}

/// A condition on a position.
enum PatternAssertion: Sendable {
    case textStart
    case textEnd
    case lineStart
    case lineEnd
    case wordBoundary
    case noWordBoundary
    case asciiWordBoundary
    case noASCIIWordBoundary

    func holds(between previous: Unicode.Scalar?, _ next: Unicode.Scalar?) -> Bool {
        switch self {
        case .textStart: previous == nil
        case .textEnd: next == nil
        case .lineStart: previous == nil || previous == "\n"
        case .lineEnd: next == nil || next == "\n"
        case .wordBoundary: isWord(previous) != isWord(next)
        case .noWordBoundary: isWord(previous) == isWord(next)
        case .asciiWordBoundary: isWord(previous, .asciiWord) != isWord(next, .asciiWord)
        case .noASCIIWordBoundary: isWord(previous, .asciiWord) == isWord(next, .asciiWord)
        }
    }

    private func isWord(_ scalar: Unicode.Scalar?, _ word: CharacterSet.Class = .word) -> Bool {
        scalar.map(word.contains) ?? false
    }
}

/// An expression taken apart.
indirect enum PatternTree {
    case characters(CharacterSet)
    case assertion(PatternAssertion)
    case sequence([PatternTree])
    case alternatives([PatternTree])
    /// A greatest count of nil is none.
    case repetition(PatternTree, least: Int, greatest: Int?)
}

/// Lays an expression out as instructions.
struct PatternCompiler {
    private(set) var program: [PatternInstruction] = []

    private static let greatestSize = 20_000

    mutating func finish() {
        program.append(.match)
    }

    mutating func add(_ tree: PatternTree) throws(PatternProblem) {
        guard program.count < Self.greatestSize else { throw PatternProblem("it is too large") }
        switch tree {
        case .characters(let set):
            program.append(.characters(set))
        case .assertion(let assertion):
            program.append(.assertion(assertion))
        case .sequence(let parts):
            for part in parts {
                try add(part)
            }
        case .alternatives(let branches):
            try addAlternatives(branches)
        case .repetition(let part, let least, let greatest):
            try addRepetition(of: part, least: least, greatest: greatest)
        }
    }

    private mutating func addAlternatives(_ branches: [PatternTree]) throws(PatternProblem) {
        var exits: [Int] = []
        for branch in branches.dropLast() {
            let split = reserve()
            try add(branch)
            exits.append(reserve())
            program[split] = .split(split + 1, program.count)
        }
        if let last = branches.last {
            try add(last)
        }
        for exit in exits {
            program[exit] = .jump(program.count)
        }
    }

    private mutating func addRepetition(
        of part: PatternTree,
        least: Int,
        greatest: Int?
    ) throws(PatternProblem) {
        for _ in 0..<least {
            try add(part)
        }
        guard let greatest else {
            let split = reserve()
            try add(part)
            program.append(.jump(split))
            program[split] = .split(split + 1, program.count)
            return
        }
        var splits: [Int] = []
        for _ in least..<max(least, greatest) {
            splits.append(reserve())
            try add(part)
        }
        for split in splits {
            program[split] = .split(split + 1, program.count)
        }
    }

    private mutating func reserve() -> Int {
        program.append(.match)
        return program.count - 1
    }
}
