"""A package of somebody else's that tests with the emulator as the documentation says, by its own `swift test`."""

import os
import re
import shutil
import subprocess

import pytest
from conftest import ROOT

MANIFEST = """// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "somebody",
    dependencies: [.package(name: "falsework", path: "%s")],
    targets: [
        .testTarget(
            name: "SomebodyTests",
            dependencies: [
                .product(name: "FalEmulator", package: "falsework"),
                .product(name: "FalEmulatorTesting", package: "falsework"),
            ]
        )
    ]
)
"""

TESTS = """import FalEmulator
import FalEmulatorTesting
import Foundation
import Testing

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// What an application does: submits, and returns the request's own URL.
func submit(to url: String, key: String) async throws -> String {
    var request = URLRequest(url: URL(string: url + "/queue/fal-ai/kling-video/video-to-audio")!)
    request.httpMethod = "POST"
    request.setValue("Key " + key, forHTTPHeaderField: "Authorization")
    request.httpBody = Data(#"{"video_url": "https://example.com/a.mp4"}"#.utf8)
    let (data, _) = try await URLSession.shared.data(for: request)
    let answer = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    return try #require(answer?["response_url"] as? String)
}

func status(of request: String, key: String) async throws -> String {
    var request = URLRequest(url: URL(string: request + "/status")!)
    request.setValue("Key " + key, forHTTPHeaderField: "Authorization")
    let (data, _) = try await URLSession.shared.data(for: request)
    let answer = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    return try #require(answer?["status"] as? String)
}

@Test func anHourPasses() async throws {
    try await withEmulator { emulator in
        emulator.clock.run(.manual)
        let request = try await submit(to: emulator.url, key: emulator.key)
        #expect(try await status(of: request, key: emulator.key) == "IN_QUEUE")
        emulator.clock.advance(by: .seconds(3600))
        #expect(try await status(of: request, key: emulator.key) == "COMPLETED")
    }
}

@Suite(.falWorld) struct ManyTests {
    @Test(arguments: 0..<10) func oneRequestIsMade(_: Int) async throws {
        let world = try FalWorld.current
        _ = try await submit(to: world.url, key: world.key)
        #expect(world.journal.calls("submit").count == 1)
    }
}
"""


@pytest.mark.skipif(shutil.which("swift") is None, reason="there is no Swift toolchain")
def test_somebody_elses_package_tests_with_the_emulator(tmp_path):
    (tmp_path / "Tests/SomebodyTests").mkdir(parents=True)
    (tmp_path / "Package.swift").write_text(MANIFEST % ROOT)
    (tmp_path / "Tests/SomebodyTests/SomebodyTests.swift").write_text(TESTS)
    (readme,) = [
        block for block in re.findall(r"^```swift\n(.*?)^```$", (ROOT / "README.md").read_text(), re.M | re.S)
        if "import FalEmulatorTesting" in block
    ]
    code = "func dub(url: String, key: String) async throws { _ = try await submit(to: url, key: key) }\n"
    (tmp_path / "Tests/SomebodyTests/ReadmeTests.swift").write_text(readme + code)
    # One build folder for all runs: what is built of Falsework is built once.
    command = ["swift", "test", "--disable-xctest", "--scratch-path", str(ROOT / ".build/somebody")]
    answer = subprocess.run(command, cwd=tmp_path, env=os.environ, capture_output=True, text=True, timeout=900)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "Test run with 3 tests in 2 suites passed" in answer.stdout + answer.stderr
