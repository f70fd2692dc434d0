internal import JSON

/// A file that an input names: where, for which field, and where it leads.
struct MediaUse: Sendable {
    let field: MediaField
    let value: MediaField.Value
    let source: MediaSource

    /// The value's place, as in `video_url` or `image_urls[1]`.
    var name: String {
        value.location.dropFirst().reduce("") { text, step in
            if let index = step.integer { return text + "[\(index)]" }
            return (text.isEmpty ? "" : text + ".") + (step.string ?? "")
        }
    }

    /// Whether time passes until it is known what to make of it.
    var takesTime: Bool {
        switch source {
        case .own, .data, .download: true
        case .example, .gone, .elsewhere: false
        }
    }
}
