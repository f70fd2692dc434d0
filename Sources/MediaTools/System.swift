#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Darwin)
internal import Darwin  // untested: the project is built and tested on Linux
#endif

/// What the pool asks of the system itself: processes and their sockets.
enum System {
    /// A child process and our end of the socket to it.
    struct Child: Sendable {
        let process: pid_t
        let socket: Int32
    }

    /// The time since the machine started.
    static func now() -> Duration {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// Starts a program with a socket as its standard input and output. Our other descriptors close by themselves, and the
    /// helper closes what may be left. Of our environment it gets only where libraries lie: what keys and tokens are in it
    /// is not for a process that reads hostile files.
    static func start(_ program: String, _ arguments: [String]) -> Child? {
        var pair: [Int32] = [-1, -1]
        guard unsafe socketpair(AF_UNIX, Self.stream, 0, &pair) == 0 else { return nil }
        let (ours, theirs) = (pair[0], pair[1])
        defer { close(theirs) }
        guard fcntl(ours, F_SETFD, FD_CLOEXEC) == 0, fcntl(ours, F_SETFL, O_NONBLOCK) == 0,
            fcntl(theirs, F_SETFD, FD_CLOEXEC) == 0, let process = spawn(program, arguments, theirs)
        else {
            close(ours)
            return nil
        }
        #if canImport(Darwin)
        var on: Int32 = 1
        unsafe setsockopt(ours, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
        #endif
        return Child(process: process, socket: ours)
    }

    /// Kills a child, and takes its status so that nothing is left of it.
    static func end(_ child: Child) {
        close(child.socket)
        kill(child.process, SIGKILL)
        var status: Int32 = 0
        while unsafe waitpid(child.process, &status, 0) < 0, errno == EINTR {}
    }

    /// Sends all bytes; false when the child is gone or the time is over.
    static func send(_ bytes: [UInt8], to child: Child, until end: Duration) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe put(child.socket, $0.baseAddress, $0.count, noSignal) }
            if count > 0 {
                rest = rest.dropFirst(count)
                continue
            }
            if count < 0, errno == EINTR { continue }
            guard count < 0, errno == EAGAIN, wait(for: Int16(POLLOUT), on: child, until: end) else { return false }
        }
        return true
    }

    /// What the child sends next; nil when it is gone or the time is over.
    static func receive(from child: Child, until end: Duration) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while wait(for: Int16(POLLIN), on: child, until: end) {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(child.socket, $0.baseAddress, $0.count, 0) }
            if count > 0 { return Array(buffer[..<count]) }
            guard count < 0, errno == EAGAIN || errno == EINTR else { return nil }
        }
        return nil
    }

    private static func wait(for event: Int16, on child: Child, until end: Duration) -> Bool {
        while true {
            let (seconds, attoseconds) = (end - now()).components
            guard seconds >= 0, attoseconds >= 0 else { return false }
            let milliseconds = min(seconds, 86_400) * 1_000 + attoseconds / 1_000_000_000_000_000
            var entry = pollfd(fd: child.socket, events: event, revents: 0)
            let count = unsafe poll(&entry, 1, Int32(milliseconds) + 1)
            if count > 0 { return true }
            if count < 0, errno != EINTR { return false }
        }
    }

    #if canImport(Darwin)
    private static let stream = SOCK_STREAM
    private static let noSignal: Int32 = 0
    #else
    private static let stream = Int32(SOCK_STREAM.rawValue)
    private static let noSignal = Int32(MSG_NOSIGNAL)
    #endif

    private static func spawn(_ program: String, _ arguments: [String], _ socket: Int32) -> pid_t? {
        #if canImport(Darwin)
        var actions: posix_spawn_file_actions_t?
        var attributes: posix_spawnattr_t?
        #else
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        #endif
        guard unsafe posix_spawn_file_actions_init(&actions) == 0 else { return nil }
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        guard unsafe posix_spawnattr_init(&attributes) == 0 else { return nil }
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        unsafe posix_spawn_file_actions_adddup2(&actions, socket, STDIN_FILENO)
        unsafe posix_spawn_file_actions_adddup2(&actions, socket, STDOUT_FILENO)
        unsafe posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        // A process group of its own: Ctrl-C in a terminal is for us, and what it started goes when its input ends.
        var flags = Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)
        #if canImport(Darwin)
        flags |= Int16(POSIX_SPAWN_CLOEXEC_DEFAULT)
        #endif
        unsafe posix_spawnattr_setflags(&attributes, flags)
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        // Signals that we ignore would be ignored there too.
        for number in [SIGINT, SIGTERM, SIGPIPE] { unsafe sigaddset(&signals, number) }
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        var environment: [String] = []
        for name in ["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"] {
            if let value = unsafe getenv(name) { environment.append(unsafe "\(name)=\(String(cString: value))") }
        }
        var process: pid_t = 0
        let result = unsafe withStrings([program] + arguments) { arguments in
            unsafe withStrings(environment) { environment in
                unsafe posix_spawn(&process, program, &actions, &attributes, arguments, environment)
            }
        }
        return result == 0 ? process : nil
    }

    /// Calls the closure with the strings as C takes a list of them.
    private static func withStrings<Result>(
        _ strings: [String],
        _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers = unsafe strings.map { unsafe strdup($0) } + [nil]
        defer {
            for index in unsafe pointers.indices { unsafe free(pointers[index]) }
        }
        return unsafe pointers.withUnsafeMutableBufferPointer { buffer in
            // There is at least the nil at the end.
            unsafe body(buffer.baseAddress.unsafelyUnwrapped)
        }
    }
}

private let put = unsafe send
