#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A closure on its way to a thread.
private final class ThreadBody {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) {
        self.run = run
    }
}

/// Runs a closure on a new thread that nobody waits for; false if the system has none left.
func startThread(_ run: @escaping @Sendable () -> Void) -> Bool {
    // Released by the thread, in takeRetainedValue, or below if there is no thread.
    let body = Unmanaged.passRetained(ThreadBody(run))
    #if canImport(Darwin)
    // Untested.
    var thread: pthread_t?
    let result = pthread_create(
        &thread,
        nil,
        { context in
            Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().run()
            return nil
        },
        body.toOpaque()
    )
    guard result == 0, let thread else {
        body.release()
        return false
    }
    #else
    var thread = pthread_t()
    let result = pthread_create(
        &thread,
        nil,
        { context in
            if let context {
                Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().run()
            }
            return nil
        },
        body.toOpaque()
    )
    guard result == 0 else {
        body.release()
        return false
    }
    #endif
    pthread_detach(thread)
    return true
}

/// The bytes of a file of at most 16 MiB; nil if it cannot be read or is larger.
func readFile(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 * 1024)
    while bytes.count <= 16 * 1024 * 1024 {
        let count = fread(&buffer, 1, buffer.count, file)
        guard count > 0 else { return ferror(file) == 0 ? bytes : nil }
        bytes += buffer[..<count]
    }
    return nil
}
