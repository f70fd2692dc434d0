@testable import FalClient

/// The client's own lock, in files that see the server's too.
typealias Guarded<Value> = Locked<Value>
