/// A set of code points, by ranges and by Unicode's properties.
struct CharacterSet: Sendable {
    /// A named class.
    enum Class: Sendable {
        case digit
        case word
        case pythonWord
        case space
        case asciiDigit
        case asciiWord
        case ecmaScriptSpace
        case category(Set<Unicode.GeneralCategory>)

        func contains(_ scalar: Unicode.Scalar) -> Bool {
            let properties = scalar.properties
            switch self {
            case .digit:
                return properties.generalCategory == .decimalNumber
            case .space:
                return properties.isWhitespace
            case .pythonWord:
                switch properties.generalCategory {
                case .decimalNumber, .letterNumber, .otherNumber, .uppercaseLetter, .lowercaseLetter, .titlecaseLetter,
                    .modifierLetter, .otherLetter:
                    return true
                default: return scalar == "_"
                }
            case .asciiDigit:
                return "0"..."9" ~= scalar
            case .asciiWord:
                return scalar.isASCII && (properties.isAlphabetic || "0"..."9" ~= scalar || scalar == "_")
            case .ecmaScriptSpace:
                // Unicode's white space without U+0085, and the byte order mark.
                return properties.isWhitespace && scalar != "\u{85}" || scalar == "\u{FEFF}"
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
        let marks: Set<Unicode.GeneralCategory> = [.nonspacingMark, .spacingMark, .enclosingMark]
        let numbers: Set<Unicode.GeneralCategory> = [.decimalNumber, .letterNumber, .otherNumber]
        let symbols: Set<Unicode.GeneralCategory> = [.mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol]
        let separators: Set<Unicode.GeneralCategory> = [.spaceSeparator, .lineSeparator, .paragraphSeparator]
        return [
            "L": letters, "Letter": letters, "M": marks, "Mark": marks, "N": numbers, "Number": numbers,
            "P": punctuation, "Punctuation": punctuation, "punct": punctuation, "S": symbols, "Symbol": symbols,
            "Z": separators, "Separator": separators,
            "Lu": [.uppercaseLetter], "Uppercase_Letter": [.uppercaseLetter],
            "Ll": [.lowercaseLetter], "Lowercase_Letter": [.lowercaseLetter],
            "Lt": [.titlecaseLetter], "Titlecase_Letter": [.titlecaseLetter],
            "Lm": [.modifierLetter], "Modifier_Letter": [.modifierLetter],
            "Lo": [.otherLetter], "Other_Letter": [.otherLetter],
            "Mn": [.nonspacingMark], "Mc": [.spacingMark], "Me": [.enclosingMark],
            "Nd": [.decimalNumber], "Decimal_Number": [.decimalNumber], "digit": [.decimalNumber],
            "Nl": [.letterNumber], "No": [.otherNumber],
            "Pc": [.connectorPunctuation], "Pd": [.dashPunctuation], "Ps": [.openPunctuation],
            "Pe": [.closePunctuation], "Pi": [.initialPunctuation], "Pf": [.finalPunctuation],
            "Po": [.otherPunctuation],
            "Sm": [.mathSymbol], "Sc": [.currencySymbol], "Sk": [.modifierSymbol], "So": [.otherSymbol],
            "Zs": [.spaceSeparator], "Space_Separator": [.spaceSeparator], "Zl": [.lineSeparator],
            "Zp": [.paragraphSeparator],
            "C": [.control, .format, .surrogate, .privateUse, .unassigned],
            "Cc": [.control], "Control": [.control], "Cf": [.format], "Co": [.privateUse], "Cn": [.unassigned],
        ]
    }()
}
