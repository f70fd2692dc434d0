import Foundation
import Testing

@Suite struct SnippetTests {
    /// The code in `Snippets.swift`, which the compiler has seen.
    private static let compiled: Set<String> = {
        let source =
            (try? String(contentsOfFile: "\(Repository.root)/Tests/FalClientTests/Snippets.swift", encoding: .utf8))
            ?? ""
        return Set(
            source.components(separatedBy: "// snippet\n").dropFirst().compactMap { text in
                text.components(separatedBy: "        // end").first.map(plain)
            }
        )
    }()

    /// Without the imports, and without the indentation of a method.
    private static func plain(_ code: String) -> String {
        code.split(separator: "\n", omittingEmptySubsequences: true)
            .filter { !$0.hasPrefix("import ") }
            .map { $0.hasPrefix("        ") && code.hasPrefix("        ") ? String($0.dropFirst(8)) : String($0) }
            .joined(separator: "\n")
    }

    private func blocks(_ path: String) throws -> [String] {
        let text = try String(contentsOfFile: "\(Repository.root)/\(path)", encoding: .utf8)
        return text.components(separatedBy: "```swift\n").dropFirst().compactMap {
            $0.components(separatedBy: "\n```").first
        }
    }

    @Test(arguments: ["GettingStarted.md", "WhenThingsFail.md"]) func theCodeOfAnArticleCompiles(
        _ article: String
    ) throws {
        let blocks = try blocks("Sources/FalClient/Documentation.docc/\(article)")
        #expect(!blocks.isEmpty)
        for block in blocks { #expect(Self.compiled.contains(Self.plain(block)), "\(article): \(block)") }
    }

    @Test func theCodeOfTheReadmeCompiles() throws {
        let blocks = try blocks("README.md").filter { $0.contains("FalClient") }
        #expect(!blocks.isEmpty)
        for block in blocks { #expect(Self.compiled.contains(Self.plain(block)), "README.md: \(block)") }
    }
}
