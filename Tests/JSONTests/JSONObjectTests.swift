import JSON
import Testing

@Suite struct JSONObjectTests {
    @Test func membersKeepTheirOrder() {
        var object: JSONObject = ["b": 1, "a": 2]
        object["c"] = 3
        object["b"] = 4
        #expect(object.keys == ["b", "a", "c"])
        #expect(object.values == [4, 2, 3])
    }

    @Test func theLastOfEqualNamesCountsAtTheFirstPlace() {
        let object: JSONObject = ["a": 1, "b": 2, "a": 3]
        #expect(object.keys == ["a", "b"])
        #expect(object["a"] == 3)
    }

    @Test(arguments: [0, 1, 15, 16, 17, 18, 100])
    func everyMemberIsFoundAtEverySize(count: Int) {
        var object = JSONObject()
        for index in 0..<count {
            object["name\(index)"] = .number(.integer(Int64(index)))
        }
        #expect(object.count == count)
        for index in 0..<count {
            #expect(object["name\(index)"]?.integer == Int64(index))
            #expect(object.index(of: JSONString("name\(index)")) == index)
        }
        #expect(object["name\(count)"] == nil)
    }

    @Test(arguments: [5, 17, 18, 40])
    func removingAMemberMovesTheOthersUp(count: Int) {
        var object = JSONObject((0..<count).map { (JSONString("\($0)"), .number(.integer(Int64($0)))) })
        object["2"] = nil
        object["no such name"] = nil
        #expect(object.count == count - 1)
        #expect(object["2"] == nil)
        #expect(object.index(of: "3") == 2)
        #expect(object["\(count - 1)"]?.integer == Int64(count - 1))
        object["2"] = true
        #expect(object.last?.key == "2")
    }

    @Test func equalityIgnoresOrder() {
        let left: JSONObject = ["a": 1, "b": ["x": 1, "y": 2]]
        let right: JSONObject = ["b": ["y": 2, "x": 1], "a": 1]
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
        #expect(left != ["a": 1])
        #expect(left != ["a": 1, "c": ["x": 1, "y": 2]])
        #expect(left != ["a": 1, "b": ["x": 1, "y": 3]])
    }
}
