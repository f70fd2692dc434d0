/// The clock reached a deadline first.
struct DeadlinePassed: Error {}

/// Does something that must be done when the clock shows a time.
/// - Throws: `DeadlinePassed`; what the operation throws.
func withDeadline<Value: Sendable>(
    _ deadline: Duration?,
    _ time: ClientTime,
    _ operation: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    guard let deadline else { return try await operation() }
    guard time.now() < deadline else { throw DeadlinePassed() }
    return try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await operation() }
        group.addTask {
            try await time.alarm(deadline)
            return nil
        }
        defer { group.cancelAll() }
        guard let value = try await group.next() ?? nil else { throw DeadlinePassed() }
        return value
    }
}
