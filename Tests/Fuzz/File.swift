#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin  // untested: the project is fuzzed on Linux
#endif

/// The little that is read from the repository, which is the working directory.
enum File {
    /// The bytes of a file.
    static func bytes(_ path: String) -> [UInt8] {
        guard let file = unsafe fopen(path, "r") else { fatalError("\(path) cannot be read") }
        defer { unsafe _ = fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe fread(&buffer, 1, buffer.count, file)
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
    }
}
