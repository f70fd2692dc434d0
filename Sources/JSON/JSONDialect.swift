/// Which texts count as JSON.
public enum JSONDialect: Sendable {
    /// RFC 8259 for files of our own: UTF-8 without byte order mark, no duplicate names, no unpaired surrogates, and
    /// no number beyond the range of a double.
    case strict

    /// What CPython 3.11's `json.loads` takes when it is given bytes, with its words for every error.
    ///
    /// That is UTF-8, UTF-16 or UTF-32, with or without byte order mark, surrogates encoded or escaped; `NaN`,
    /// `Infinity` and `-Infinity`; doubles that overflow to infinity; and of duplicate names the last.
    case python
}
