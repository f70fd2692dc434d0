#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

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
