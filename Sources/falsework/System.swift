#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Darwin)
internal import Darwin  // untested: the project is built and tested on Linux
#endif

/// The little that the command asks of the system itself.
enum System {
    static let standardInput = STDIN_FILENO
    static let standardOutput = STDOUT_FILENO
    static let standardError = STDERR_FILENO
    static let interrupt = SIGINT
    static let terminate = SIGTERM
    static let brokenPipe = SIGPIPE
    /// What `exec` passes on to its command.
    static let forwardedSignals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2]
    /// What people type at a terminal.
    static let typedSignals = [SIGINT, SIGQUIT]

    /// Writes all bytes; gives up when the other side is gone.
    static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe put(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { return }
            rest = rest.dropFirst(max(0, count))
        }
    }

    /// Whether somebody sits at the other end.
    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// Adds bytes to the end of a file that only its owner may read, made if need be, and has them on the disk before it
    /// returns; false when that cannot be done.
    static func append(_ bytes: [UInt8], to path: String) -> Bool {
        let descriptor = unsafe open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let count = unsafe bytes.withUnsafeBytes { unsafe put(descriptor, $0.baseAddress, $0.count) }
        return count == bytes.count && fsync(descriptor) == 0
    }

    /// The bytes of standard input up to a bound; nil when there are more.
    static func input(upTo limit: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= limit {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(STDIN_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
        return nil
    }

    /// Takes a signal's default action away, so that only its dispatch sources see it. True if it was ignored before.
    @discardableResult
    static func ignore(_ number: Int32) -> Bool {
        let before = signal(number, SIG_IGN)
        return unsafe unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// Whether this process is one that a terminal's keys reach.
    static var isInForeground: Bool {
        [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO].contains { tcgetpgrp($0) == getpgrp() }
    }

    /// Sends a signal to a process.
    static func send(_ number: Int32, to process: Int32) { _ = kill(process, number) }

    /// What came of starting a program.
    enum Start {
        case started(Int32)
        case failed(String, isMissing: Bool)
    }

    /// Starts a program that is looked for on the PATH, with this process's standard streams and no signal blocked.
    /// - Parameter defaultSignals: those that this process ignores and the program must not.
    static func spawn(_ command: [String], environment: [String: String], defaultSignals: [Int32]) -> Start {
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        for number in defaultSignals { unsafe sigaddset(&signals, number) }
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var arguments = unsafe command.map { unsafe strdup($0) } + [nil]
        var variables = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        defer {
            for index in 0..<command.count { unsafe free(arguments[index]) }
            for index in 0..<environment.count { unsafe free(variables[index]) }
        }
        var id: pid_t = 0
        let status = unsafe posix_spawnp(&id, command[0], nil, &attributes, &arguments, &variables)
        if status == 0 { return .started(id) }
        let message = unsafe String(cString: strerror(status))
        return .failed(status == ENOENT ? "command not found" : message, isMissing: status == ENOENT)
    }

    /// Waits for a program's end; its exit status, or 128 and the signal that ended it.
    static func wait(for process: Int32) -> Int32 {
        var status: Int32 = 0
        while unsafe waitpid(process, &status, 0) < 0 {
            if errno != EINTR { return 1 }
        }
        let signal = status & 0x7F
        return signal == 0 ? status >> 8 & 0xFF : 128 + signal
    }

    /// Ends the process.
    static func end(_ status: Int32) -> Never {
        exit(status)
    }
}

private let put = unsafe write
