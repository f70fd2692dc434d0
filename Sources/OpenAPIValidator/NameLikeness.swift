/// Which of some names may have been meant by another.
package enum NameLikeness {
    /// Longer names are not compared.
    private static let greatestLength = 64

    /// The name that needs the fewest changes; nil if that is more than a third of it.
    package static func nearest(to name: String, among names: [String]) -> String? {
        let bare = bareLetters(name)
        guard !bare.isEmpty, bare.count <= greatestLength else { return nil }
        var best: (name: String, distance: Int)?
        for candidate in names {
            let letters = bareLetters(candidate)
            guard letters.count <= greatestLength else { continue }
            let distance = distance(bare, letters)
            guard distance <= max(bare.count, letters.count) / 3, distance < best?.distance ?? .max else { continue }
            best = (candidate, distance)
        }
        return best?.name
    }

    /// Case, underscores and hyphens do not count: `videoUrl` is meant for `video_url`.
    private static func bareLetters(_ name: String) -> [Unicode.Scalar] {
        name.lowercased().unicodeScalars.filter { $0 != "_" && $0 != "-" && $0 != " " }
    }

    /// How many insertions, deletions, replacements and swaps of neighbours lie between two names.
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (i, scalar) in left.enumerated() {
            var row = [i + 1]
            for (j, other) in right.enumerated() {
                var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (scalar == other ? 0 : 1))
                if i > 0, j > 0, scalar == right[j - 1], left[i - 1] == other {
                    cost = min(cost, beforeLast[j - 1] + 1)
                }
                row.append(cost)
            }
            (beforeLast, last) = (last, row)
        }
        return last[right.count]
    }
}
