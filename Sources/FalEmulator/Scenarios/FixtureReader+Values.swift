internal import JSON

extension FixtureReader {
    /// True or false; nil when the member is absent.
    mutating func flag(_ name: String) throws(LoadError) -> Bool? {
        guard let value = optional(name) else { return nil }
        guard let flag = value.bool else { throw error(name, "must be true or false") }
        return flag
    }

    /// One of a set of words; nil when the member is absent.
    mutating func optionalWord<Word: RawRepresentable & CaseIterable>(
        _ name: String,
        _ type: Word.Type
    ) throws(LoadError) -> Word?
    where Word.RawValue == String {
        optional(name) == nil ? nil : try word(name, type)
    }

    /// The object of a member; nil when the member is absent.
    mutating func optionalObject(_ name: String) throws(LoadError) -> FixtureReader? {
        optional(name) == nil ? nil : try object(name)
    }

    /// An error at the name of a member.
    func nameError(_ name: String, _ reason: String) -> LoadError {
        LoadError(file, at: pointer.appending(name).description, reason, isAboutName: true)
    }

    /// An error at the object itself.
    func wholeError(_ reason: String) -> LoadError { LoadError(file, at: pointer.description, reason) }
}
