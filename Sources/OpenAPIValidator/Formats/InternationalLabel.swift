import JSONSchema

/// Labels of international domain names (UTS 46), as far as single characters tell.
///
/// Right-to-left names and the stability of normal forms are not looked at.
enum InternationalLabel {
    static func isAllowed(_ label: [Unicode.Scalar]) -> Bool {
        let text = String(String.UnicodeScalarView(label))
        guard text.prefix(4).lowercased() == "xn--" else {
            return text.utf8.allSatisfy { $0 < 0x80 } || hasAllowedCharacters(label)
        }
        guard let decoded = Punycode.decode(text.utf8.dropFirst(4)) else { return false }
        // What is ASCII has no need of the form.
        return decoded.contains { !$0.isASCII } && hasAllowedCharacters(decoded)
            && decoded.allSatisfy { !$0.properties.isUppercase }
    }

    private static func hasAllowedCharacters(_ label: [Unicode.Scalar]) -> Bool {
        let label = label.filter { !$0.properties.isDefaultIgnorableCodePoint || isJoiner($0) }
        if let first = label.first, isMark(first) { return false }
        for (index, scalar) in label.enumerated() {
            if isJoiner(scalar) {
                // A joiner follows a virama.
                guard index > 0, label[index - 1].properties.canonicalCombiningClass.rawValue == 9 else { return false }
                continue
            }
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
                .spaceSeparator:
                return false
            default: break
            }
        }
        return true
    }

    private static func isJoiner(_ scalar: Unicode.Scalar) -> Bool { scalar == "\u{200C}" || scalar == "\u{200D}" }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }
}
