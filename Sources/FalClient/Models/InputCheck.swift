internal import JSON

/// Finds what fal would refuse in an input, in fal's words, without asking it.
struct InputCheck {
    private(set) var faults: [ErrorDetail] = []

    /// Lengths count code points, as Python's `len` does.
    mutating func check(_ text: String?, _ field: String, maximumLength: Int) {
        guard let text, text.unicodeScalars.count > maximumLength else { return }
        faults.append(
            ErrorDetail(
                location: [.name("body"), .name(field)],
                message: "String should have at most \(maximumLength) characters",
                type: "string_too_long",
                context: ["max_length": .number(.integer(Int64(maximumLength)))],
                input: .string(JSONString(text))
            )
        )
    }

    /// What is to be uploaded has a size that is known here.
    mutating func check(_ file: FalFile, _ field: String, _ limits: MediaLimits) {
        guard let maximum = limits.maximumFileBytes, let size = file.localSize, size > maximum else { return }
        faults.append(
            ErrorDetail(
                location: [.name("body"), .name(field)],
                message: "File too large",
                type: "file_too_large",
                context: ["max_size": .number(.integer(Int64(maximum)))]
            )
        )
    }
}

extension FalFile {
    /// How many bytes would be uploaded; nil where none would, or where the file cannot be read.
    fileprivate var localSize: Int? {
        switch source {
        case .url: nil
        case .data(let data, _, _): data.count
        case .path(let path, _): (try? FileRange(whole: path)).map { Int($0.length) }
        }
    }
}
