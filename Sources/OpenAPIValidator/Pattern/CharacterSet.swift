/// A set of code points, by ranges and by Unicode's properties.
struct CharacterSet: Sendable {
    /// A named class.
    enum Class: Sendable {
        case digit
        case word
        case space
        case category(Set<Unicode.GeneralCategory>)

        func contains(_ scalar: Unicode.Scalar) -> Bool {
            let properties = scalar.properties
            switch self {
            case .digit:
                return properties.generalCategory == .decimalNumber
            case .space:
                return properties.isWhitespace
            case .category(let categories):
                return categories.contains(properties.generalCategory)
            case .word:
                switch properties.generalCategory {
                case .decimalNumber, .connectorPunctuation, .nonspacingMark, .spacingMark, .enclosingMark: return true
                default: return properties.isAlphabetic || properties.isJoinControl
                }
            }
        }
    }

    var ranges: [ClosedRange<UInt32>] = []
    var classes: [(Class, isNegated: Bool)] = []
    var isNegated = false
    var ignoresCase = false

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        var isMember = hasMember(scalar)
        if ignoresCase, !isMember {
            isMember = [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping].contains { text in
                text.unicodeScalars.count == 1 && text.unicodeScalars.allSatisfy(hasMember)
            }
        }
        return isMember != isNegated
    }

    private func hasMember(_ scalar: Unicode.Scalar) -> Bool {
        ranges.contains { $0.contains(scalar.value) }
            || classes.contains { $0.contains(scalar) != $1 }
    }

    mutating func insert(_ scalar: Unicode.Scalar) {
        ranges.append(scalar.value...scalar.value)
    }
}

extension CharacterSet {
    /// The class of `\p{name}`; nil for a name other than a general category's.
    static func category(_ name: String) -> Class? {
        categories[name].map(Class.category)
    }

    private static let categories: [String: Set<Unicode.GeneralCategory>] = {
        let letters: Set<Unicode.GeneralCategory> = [
            .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
        ]
        let punctuation: Set<Unicode.GeneralCategory> = [
            .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation,
        ]
        return [
            "L": letters, "Letter": letters,
            "Lu": [.uppercaseLetter], "Uppercase_Letter": [.uppercaseLetter],
            "Ll": [.lowercaseLetter], "Lowercase_Letter": [.lowercaseLetter],
            "M": [.nonspacingMark, .spacingMark, .enclosingMark],
            "N": [.decimalNumber, .letterNumber, .otherNumber], "Nd": [.decimalNumber],
            "P": punctuation, "Punctuation": punctuation,
            "S": [.mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol],
            "Z": [.spaceSeparator, .lineSeparator, .paragraphSeparator], "Zs": [.spaceSeparator],
            "Cc": [.control],
        ]
    }()
}
