/// What is wrong with a set of files, collected: a person mends all of them at once.
struct Findings: Sendable {
    /// The errors, in the order in which they were found.
    private(set) var errors: [LoadError] = []

    /// Does something, and notes why it cannot be done.
    mutating func noting<Value>(_ body: () throws(LoadError) -> Value) -> Value? {
        do {
            return try body()
        } catch {
            errors.append(error)
            return nil
        }
    }

    /// Notes an error.
    mutating func note(_ error: LoadError) { errors.append(error) }

    /// Throws the first error, for those who can go no further.
    func throwFirst() throws(LoadError) {
        if let first = errors.first { throw first }
    }
}
