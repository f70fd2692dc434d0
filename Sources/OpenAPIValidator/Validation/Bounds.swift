import JSON

/// A bound that a number breaks.
struct BrokenBound {
    let complaint: Complaint
    let keyword: JSONString
}

/// The first bound that an integer breaks, in pydantic's order.
func brokenBound(_ bounds: Bounds<WholeNumber>, _ number: WholeNumber) -> BrokenBound? {
    if let divisor = bounds.multipleOf, !number.isMultiple(of: divisor) {
        return .multipleOf(divisor.value)
    }
    if let limit = bounds.maximum, number > limit {
        return .maximum(limit.value)
    }
    if let limit = bounds.exclusiveMaximum, number >= limit {
        return .exclusiveMaximum(limit.value)
    }
    if let limit = bounds.minimum, number < limit {
        return .minimum(limit.value)
    }
    if let limit = bounds.exclusiveMinimum, number <= limit {
        return .exclusiveMinimum(limit.value)
    }
    return nil
}

/// The first bound that a float breaks, in pydantic's order; NaN breaks every one of them.
func brokenBound(_ bounds: Bounds<Double>, _ number: Double) -> BrokenBound? {
    if let divisor = bounds.multipleOf, !isMultiple(number, of: divisor) {
        return .multipleOf(.number(.double(divisor)))
    }
    if let limit = bounds.maximum, !(number <= limit) {
        return .maximum(.number(.double(limit)))
    }
    if let limit = bounds.exclusiveMaximum, !(number < limit) {
        return .exclusiveMaximum(.number(.double(limit)))
    }
    if let limit = bounds.minimum, !(number >= limit) {
        return .minimum(.number(.double(limit)))
    }
    if let limit = bounds.exclusiveMinimum, !(number > limit) {
        return .exclusiveMinimum(.number(.double(limit)))
    }
    return nil
}

/// As pydantic rounds: a billionth beside a multiple, whatever the size. NaN and infinities pass.
private func isMultiple(_ number: Double, of divisor: Double) -> Bool {
    let nearest = (number / divisor).rounded() * divisor
    return !((number - nearest).magnitude > 1e-9)
}

extension BrokenBound {
    fileprivate static func multipleOf(_ limit: JSONValue) -> BrokenBound {
        .init(complaint: .bound("multiple_of", "a multiple of", "multiple_of", limit), keyword: "multipleOf")
    }

    fileprivate static func maximum(_ limit: JSONValue) -> BrokenBound {
        .init(
            complaint: .bound("less_than_equal", "less than or equal to", "le", limit),
            keyword: "maximum"
        )
    }

    fileprivate static func exclusiveMaximum(_ limit: JSONValue) -> BrokenBound {
        .init(complaint: .bound("less_than", "less than", "lt", limit), keyword: "exclusiveMaximum")
    }

    fileprivate static func minimum(_ limit: JSONValue) -> BrokenBound {
        .init(
            complaint: .bound("greater_than_equal", "greater than or equal to", "ge", limit),
            keyword: "minimum"
        )
    }

    fileprivate static func exclusiveMinimum(_ limit: JSONValue) -> BrokenBound {
        .init(complaint: .bound("greater_than", "greater than", "gt", limit), keyword: "exclusiveMinimum")
    }
}
