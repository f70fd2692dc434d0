#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Darwin)
internal import Darwin  // untested: the project is built and tested on Linux
#endif

/// The little that the command asks of the system itself.
enum System {
    static let standardOutput = STDOUT_FILENO
    static let standardError = STDERR_FILENO
    static let interrupt = SIGINT
    static let terminate = SIGTERM

    /// Writes all bytes; gives up when the other side is gone.
    static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe put(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { return }
            rest = rest.dropFirst(max(0, count))
        }
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

    /// Takes a signal's default action away, so that only its dispatch sources see it.
    static func ignore(_ number: Int32) {
        signal(number, SIG_IGN)
    }

    /// Ends the process.
    static func end(_ status: Int32) -> Never {
        exit(status)
    }
}

private let put = unsafe write
