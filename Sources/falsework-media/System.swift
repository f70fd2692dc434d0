#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin  // untested: the project is built and tested on Linux
#endif

/// What the helper asks of the system itself.
enum System {
    /// How much address space it may use. libavformat and what it links take a few hundred megabytes before any file.
    private static let addressSpace = 1 << 30
    /// The largest file that it may write, in bytes.
    private static let largestFile = 512 << 20
    /// How many files it may have open.
    private static let openFiles = 16
    /// Descriptors from this one on are not looked for.
    private static let greatestInherited: Int32 = 65_536
    /// How much processor time one order may take, in seconds: some forged files keep libavformat busy without any I/O.
    private static let secondsPerOrder = 4

    /// Takes away what it does not need; false when that fails.
    static func confine() -> Bool {
        // Whatever the parent forgot to keep for itself.
        for descriptor in STDERR_FILENO + 1..<greatestInherited { close(descriptor) }
        return limit(RLIMIT_AS, addressSpace) && limit(RLIMIT_FSIZE, largestFile) && limit(RLIMIT_NOFILE, openFiles)
            && limit(RLIMIT_CORE, 0)
    }

    /// Gives the next order its processor time; the system ends us when it is used up.
    static func allowMoreTime() -> Bool {
        var usage = rusage()
        #if canImport(Darwin)
        getrusage(RUSAGE_SELF, &usage)
        #else
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        #endif
        let used = Int(usage.ru_utime.tv_sec) + Int(usage.ru_stime.tv_sec) + 1
        return limit(RLIMIT_CPU, used + secondsPerOrder, isHard: false)
    }

    #if canImport(Darwin)
    private typealias Resource = Int32
    #else
    private typealias Resource = __rlimit_resource
    #endif

    private static func limit(_ resource: Resource, _ value: Int, isHard: Bool = true) -> Bool {
        #if canImport(Darwin)
        var limits = rlimit()
        #else
        let resource = __rlimit_resource_t(resource.rawValue)
        var limits = rlimit()
        #endif
        guard getrlimit(resource, &limits) == 0 else { return false }
        // A stricter limit of somebody else's stays.
        limits.rlim_cur = min(limits.rlim_max, rlim_t(value))
        if isHard { limits.rlim_max = limits.rlim_cur }
        return setrlimit(resource, &limits) == 0
    }

    /// What comes next on standard input; nil at its end.
    static func read() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = get(STDIN_FILENO, &buffer, buffer.count)
            if count > 0 { return Array(buffer[..<count]) }
            guard count < 0, errno == EINTR else { return nil }
        }
    }

    /// Writes to standard output; false when nobody reads.
    static func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { put(STDOUT_FILENO, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { return false }
            rest = rest.dropFirst(max(0, count))
        }
        return true
    }

    /// Removes a file.
    static func remove(_ path: String) { unlink(path) }

    /// Makes an empty file; false when there is one already.
    static func create(_ path: String) -> Bool {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        close(descriptor)
        return true
    }

    /// The seconds of real time since some moment.
    static func seconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec
    }

    /// Ends the process.
    static func end(_ status: Int32) -> Never { exit(status) }
}

private let put = write
private let get = read
