import JSON
import Testing

@testable import FalEmulator

@Suite struct SourceFileTests {
    private static let text = """
        {
          "a": {
            "b": [1,
              {"c": "d"}]
          }
        }
        """

    private func described(_ pointer: String?, file: String = "f.json", isAboutName: Bool = false) throws -> String? {
        let source = try SourceFile(path: "f.json", bytes: Array(Self.text.utf8))
        return #expect(throws: LoadError.self) {
            try source.read { (_, _) throws(LoadError) in
                throw LoadError(file, at: pointer, "is wrong", isAboutName: isAboutName)
            }
        }?.description
    }

    @Test(arguments: [
        ("", "f.json:1:1: is wrong"), ("/a", "f.json:2:8: /a: is wrong"),
        ("/a/b/1/c", "f.json:4:13: /a/b/1/c: is wrong"),
        ("/a/b/7/x", "f.json:3:10: /a/b/7/x: is wrong"), ("/z", "f.json:1:1: /z: is wrong"),
        ("9:9", "f.json:9:9: is wrong"),
    ])
    func aPointerBecomesALineAndAColumn(place: String, description: String) throws {
        #expect(try described(place) == description)
    }

    @Test func anErrorAboutANamePointsAtTheName() throws {
        #expect(try described("/a/b", isAboutName: true) == "f.json:3:5: /a/b: is wrong")
        #expect(try described("/a/x", isAboutName: true) == "f.json:2:8: /a/x: is wrong")
    }

    @Test func errorsOfOtherFilesAndOfNoPlaceStayAsTheyAre() throws {
        #expect(try described("/a", file: "other.json") == "other.json:/a: is wrong")
        #expect(try described(nil) == "f.json: is wrong")
    }

    @Test func whatIsNoJSONHasAPlaceToo() {
        let error = #expect(throws: LoadError.self) { try SourceFile(path: "f", bytes: Array("{\n 'a'".utf8)) }
        #expect(error?.description == "f:2:2: is not JSON: Expecting property name enclosed in double quotes")
    }
}
