#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Where the running program lies.
enum ProgramLocation {
    /// The program's path; nil when the system does not tell.
    static var path: String? {
        #if os(Linux)
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        #else
        Bundle.main.executablePath  // untested: the project is built and tested on Linux
        #endif
    }
}
