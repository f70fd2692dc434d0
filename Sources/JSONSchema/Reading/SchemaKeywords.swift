import JSON

/// The keywords that hold schemas, of all editions.
enum SchemaKeywords {
    /// How a keyword holds them.
    enum Shape {
        case schema
        case list
        case schemaOrList
        /// An object of which every member is one; members that are something else are skipped.
        case map
    }

    static let all: [(name: JSONString, shape: Shape)] = [
        ("$defs", .map), ("definitions", .map), ("properties", .map), ("patternProperties", .map),
        ("dependentSchemas", .map), ("dependencies", .map),
        ("allOf", .list), ("anyOf", .list), ("oneOf", .list), ("prefixItems", .list),
        ("items", .schemaOrList),
        ("additionalItems", .schema), ("additionalProperties", .schema), ("contains", .schema),
        ("contentSchema", .schema), ("else", .schema), ("if", .schema), ("not", .schema),
        ("propertyNames", .schema), ("then", .schema), ("unevaluatedItems", .schema),
        ("unevaluatedProperties", .schema),
    ]
}
