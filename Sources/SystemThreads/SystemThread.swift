#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A thread of its own, for work that blocks and so must not occupy one of the concurrency runtime's threads.
// Unchecked: the handle is written once, before anybody else sees the value.
package final class SystemThread: @unchecked Sendable {
    private var handle: pthread_t

    /// Starts a thread; nil if the system has none left.
    package init?(_ body: @escaping @Sendable () -> Void) {
        // Released by `runBody`.
        let argument = Unmanaged.passRetained(Body(body)).toOpaque()
        #if canImport(Darwin)
        var created: pthread_t?
        let status = pthread_create(&created, nil, { runBody($0) }, argument)
        guard status == 0, let created else {
            Unmanaged<Body>.fromOpaque(argument).release()
            return nil
        }
        handle = created
        #else
        handle = pthread_t()
        guard pthread_create(&handle, nil, { $0.flatMap(runBody) }, argument) == 0 else {
            Unmanaged<Body>.fromOpaque(argument).release()
            return nil
        }
        #endif
    }

    /// Waits for the end; to be called once, or `detach`.
    package func join() {
        pthread_join(handle, nil)
    }

    /// Lets the thread end by itself.
    package func detach() {
        pthread_detach(handle)
    }

    fileprivate final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
}

private func runBody(_ argument: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    Unmanaged<SystemThread.Body>.fromOpaque(argument).takeRetainedValue().run()
    return nil
}
