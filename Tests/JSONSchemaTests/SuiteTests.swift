import Foundation
import JSON
import Testing

@testable import JSONSchema

/// The public JSON Schema Test Suite, which lies beside the repository or where `JSON_SCHEMA_TEST_SUITE` says.
@Suite(.enabled(if: TestSuite.isThere, "no JSON Schema Test Suite in ../shared/json-schema-test-suite"))
struct SuiteTests {
    @Test(arguments: TestSuite.files("draft2020-12"))
    func requiredTestsOf2020(_ file: String) throws {
        try TestSuite.run(file, dialect: .draft202012, assertsFormats: false)
    }

    @Test(arguments: TestSuite.files("draft2020-12/optional"))
    func optionalTestsOf2020(_ file: String) throws {
        try TestSuite.run(file, dialect: .draft202012, assertsFormats: false)
    }

    @Test(arguments: TestSuite.files("draft2020-12/optional/format"))
    func formatTestsOf2020(_ file: String) throws {
        try TestSuite.run(file, dialect: .draft202012, assertsFormats: true)
    }

    @Test(arguments: TestSuite.files("draft4"))
    func requiredTestsOfDraft4(_ file: String) throws {
        try TestSuite.run(file, dialect: .draft4, assertsFormats: false)
    }

    @Test(arguments: TestSuite.files("draft4/optional"))
    func optionalTestsOfDraft4(_ file: String) throws {
        try TestSuite.run(file, dialect: .draft4, assertsFormats: false)
    }

    @Test(arguments: TestSuite.files("draft4/optional/format"))
    func formatTestsOfDraft4(_ file: String) throws {
        try TestSuite.run(file, dialect: .draft4, assertsFormats: true)
    }
}

enum TestSuite {
    static let folder: URL = {
        if let path = ProcessInfo.processInfo.environment["JSON_SCHEMA_TEST_SUITE"] { return URL(filePath: path) }
        return URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../shared/json-schema-test-suite").standardized
    }()

    static var isThere: Bool { FileManager.default.fileExists(atPath: folder.appending(path: "tests").path()) }

    /// The test files in a folder, as paths below `tests`.
    static func files(_ name: String) -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "tests/\(name)").path())
        return (names ?? []).filter { $0.hasSuffix(".json") }.sorted().map { "\(name)/\($0)" }
    }

    static func run(_ file: String, dialect: Schema.Dialect, assertsFormats: Bool) throws {
        let cases = try #require(try read("tests/\(file)")?.array)
        for testCase in cases {
            let description = try #require(testCase["description"]?.string)
            let tests = try #require(testCase["tests"]?.array)
            let options = Schema.Options(dialect: dialect, assertsFormats: assertsFormats, load: load)
            let schema = Result { try Schema(try #require(testCase["schema"]), options: options) }
            for test in tests {
                let name = "\(description): \(test["description"]?.string ?? "")"
                let exception = Exceptions.all.first { $0.file == file && $0.name == name }
                let data = try #require(test["data"])
                let passes: Bool
                switch schema {
                case .success(let schema): passes = schema.accepts(data) == test["valid"]?.bool
                case .failure: passes = false
                }
                if let exception {
                    #expect(!passes, "\(file): \(name): passes now; the exception \"\(exception.reason)\" can go")
                } else {
                    #expect(passes, "\(file): \(name): \(schema)")
                    if case .success(let schema) = schema {
                        #expect(schema.problems(in: data).isEmpty == test["valid"]?.bool, "\(file): \(name)")
                    }
                }
            }
        }
    }

    @Sendable static func load(_ uri: String) -> JSONValue? {
        guard uri.hasPrefix("http://localhost:1234/") else { return nil }
        return try? read("remotes/" + uri.dropFirst("http://localhost:1234/".count))
    }

    private static func read(_ path: String) throws -> JSONValue? {
        try JSONParser.parse([UInt8](Data(contentsOf: folder.appending(path: path))), as: .python)
    }
}
