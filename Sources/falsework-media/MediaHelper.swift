import JSON
import MediaTools

/// The helper's loop: a line of JSON in, one out, one at a time, until the input ends.
@main
enum MediaHelper {
    static func main() {
        guard System.confine() else { System.end(1) }
        Library.prepare()
        var input = LineInput(longest: MediaOrder.longestLine)
        while let line = input.next() {
            // Without an id nobody could tell what an answer belongs to.
            guard let (id, order) = MediaOrder.read(line), System.allowMoreTime() else { System.end(1) }
            let report: MediaReport
            switch order {
            case .probe(let path): report = Self.probe(path)
            case .assemble(let assembly): report = Self.assemble(assembly)
            }
            guard System.write(report.line(id: id) + [UInt8(ascii: "\n")]) else { System.end(1) }
        }
    }

    private static func probe(_ path: String) -> MediaReport {
        do throws(MediaFailure) {
            let file = try ReadableFile(path: path)
            if let facts = ImageHeader.facts(of: file) { return .facts(facts) }
            return try Probe.report(on: file)
        } catch {
            return .failed(error.message)
        }
    }

    private static func assemble(_ assembly: MediaAssembly) -> MediaReport {
        do throws(MediaFailure) {
            try Assembler.run(assembly)
            return .assembled
        } catch {
            return .failed(error.message)
        }
    }
}
