import Testing

@testable import FalEmulator

@Suite struct WebhookTargetTests {
    private func target(_ url: String, _ patterns: [String] = []) throws -> WebhookTarget? {
        let patterns = try patterns.map { try #require(WebhookPattern($0)) }
        guard case .allowed(let target) = WebhookTarget.judge(url, allowed: patterns) else { return nil }
        return target
    }

    private func reason(_ url: String) -> String? {
        guard case .refused(let reason) = WebhookTarget.judge(url, allowed: []) else { return nil }
        return reason
    }

    @Test(
        arguments: [
            ("http://localhost", "http", "localhost", "/"),
            ("http://localhost:8080/hook", "http", "localhost:8080", "/hook"),
            ("https://localhost/a/b?c=d&e=%2F#f", "https", "localhost", "/a/b?c=d&e=%2F"),
            ("HTTP://LocalHost/Hook", "http", "localhost", "/Hook"),
            ("http://app.localhost:1/", "http", "app.localhost:1", "/"),
            ("http://a.b.localhost?x=@y", "http", "a.b.localhost", "/?x=@y"),
            ("http://127.0.0.1:65535/", "http", "127.0.0.1:65535", "/"),
            ("http://127.255.3.4#frag", "http", "127.255.3.4", "/"),
            ("http://[::1]:9000/hook", "http", "[::1]:9000", "/hook"),
            ("http://[0:0:0:0:0:0:0:1]/", "http", "[0:0:0:0:0:0:0:1]", "/"),
            ("http://localhost/a@b", "http", "localhost", "/a@b"),
        ]
    )
    func thisMachineIsAlwaysReached(url: String, scheme: String, authority: String, path: String) throws {
        let target = try #require(try target(url))
        #expect((target.scheme, target.authority, target.path) == (scheme, authority, path))
        #expect(target.description == "\(scheme)://\(authority)\(path)")
    }

    @Test(
        arguments: [
            // Others that look like this machine.
            "http://127.0.0.1.evil.com/", "http://localhost.evil.com/", "http://evil-localhost/", "http://xlocalhost/",
            "http://localhostx/", "http://127.evil.com/", "http://0.0.0.0/", "http://128.0.0.1/", "http://[::2]/",
            "http://[::]/", "http://[1::1]/", "http://[fe80::1]/", "http://[::1:1]/", "http://example.com/",
            "http://10.0.0.1/", "http://192.168.0.1/", "http://169.254.169.254/latest/meta-data/",
            // A user, in front of whom the host hides.
            "http://localhost@evil.com/", "http://localhost:80@evil.com/", "http://a:b@localhost/",
            "http://@localhost/",
            "http://localhost%40evil.com/", "http://localhost\\@evil.com/", "http://evil.com\\@localhost/",
            // Addresses in odd spellings, and names that end like one.
            "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://127.1/",
            "http://127.0.1/", "http://127.0.0.01/", "http://127.0.0.256/", "http://127.0.0.1.2/",
            "http://127.0.0.0x1/",
            "http://localhost.1/", "http://127.0.0.1./", "http://127..0.1/", "http://127.0.0.0x/",
            // IPv6 that stands for IPv4, has a zone, or is none.
            "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[0:0:0:0:0:ffff:7f00:1]/",
            "http://[::127.0.0.1]/", "http://[::7f00:1]/", "http://[::1%25lo]/", "http://[::1/", "http://::1/",
            "http://[:::1]/", "http://[1::2::3]/", "http://[0:0:0:0:0:0:0:0:1]/", "http://[0:0:0:0:0:0:1]/",
            "http://[::00001]/", "http://[]/", "http://[::1]x/", "http://[localhost]/", "http://[::g]/",
            // Names, ports, schemes and characters that are none.
            "http://localhost./", "http://.localhost/", "http://a..localhost/", "http:///hook", "http://",
            "http://:80/",
            "http://localhost:/", "http://localhost:0/", "http://localhost:65536/", "http://localhost:+80/",
            "http://localhost:8x/", "http://localhost:080808/", "http://localhost:80:80/", "http://löcalhost/",
            "http://local%68ost/", "http://local host/", "http://localhost/a b", "http://localhost/\r\nx: y",
            "http://localhost/\u{0}", "http://localhost/ü", "ftp://localhost/", "file:///etc/passwd", "localhost:8080",
            "//localhost/", "http:/localhost/", "http:localhost", " http://localhost/", "javascript://localhost/", "",
            "x",
            "gopher://localhost/", "http//localhost://x",
        ]
    )
    func nothingElseIsReached(url: String) throws {
        #expect(try target(url) == nil)
        #expect(reason(url)?.isEmpty == false)
    }

    @Test(
        arguments: [
            ("example.com", "http://example.com/", true), ("example.com", "https://EXAMPLE.com:8443/", true),
            ("EXAMPLE.COM", "http://example.com/", true),
            ("example.com", "http://www.example.com/", false), ("example.com", "http://example.com.evil/", false),
            ("example.com:8080", "http://example.com:8080/", true), ("example.com:8080", "http://example.com/", false),
            ("example.com:80", "http://example.com/", true), ("example.com:80", "https://example.com/", false),
            ("example.com:443", "https://example.com/", true),
            ("*.example.com", "http://www.example.com/", true), ("*.example.com", "http://a.b.example.com/", true),
            ("*.example.com", "http://example.com/", false), ("*.example.com", "http://badexample.com/", false),
            ("*.example.com:9", "http://www.example.com:9/", true),
            ("*.example.com:9", "http://www.example.com/", false),
            ("10.0.0.5:8080", "http://10.0.0.5:8080/", true), ("10.0.0.5", "http://10.0.0.6/", false),
            ("[2001:db8::5]", "http://[2001:db8:0:0::5]/", true), ("[2001:db8::5]:80", "http://[2001:db8::5]/", true),
            ("*", "http://example.com/", true), ("*", "http://10.0.0.1:22/", true),
            ("*", "http://[2001:db8::5]/", true),
            ("*:443", "https://example.com/", true), ("*:443", "http://example.com/", false),
            // All hosts are not all spellings of one.
            ("*", "http://2130706433/", false), ("*", "http://[::ffff:127.0.0.1]/", false),
            ("*", "http://[::ffff:7f00:1]/", false), ("*", "http://[::7f00:1]/", false),
            ("*", "http://a@example.com/", false), ("*", "ftp://example.com/", false),
        ]
    )
    func othersAreReachedWhereAPatternSaysSo(pattern: String, url: String, isReached: Bool) throws {
        #expect((try target(url, ["unrelated.test", pattern]) != nil) == isReached)
    }

    @Test(
        arguments: [
            "", "*.", "**", "*.*", "*x", "a.*", "http://example.com", "example.com/", "example.com:", "example.com:0",
            ":80",
            "a@b", "exa mple.com", "2130706433", "[::1", "*.10.0.0.1", ".com", "example.com.", "*.[::1]",
        ]
    )
    func whatIsNoPatternIsNoPattern(text: String) {
        #expect(WebhookPattern(text) == nil)
    }

    @Test func aRefusalSaysWhatIsWrong() {
        #expect(
            reason("https://Example.com:8443/secret?token=x")
                == "example.com is not this machine; start falsework with --allow-webhooks example.com to deliver there"
        )
        #expect(reason("http://a:secret@localhost/") == "the webhook's URL names a user, which is not supported")
        #expect(reason("mailto:x") == "the webhook's URL does not begin with http:// or https://")
        #expect(
            reason("http://localhost/é")
                == "the webhook's URL has a character in it that has to be percent-encoded"
        )
        #expect(
            reason("http://127.1:99999/")
                == "'127.1:99999' in the webhook's URL is no host with a port from 1 to 65535; an IPv4 address is four "
                + "decimal numbers"
        )
    }

    @Test func aURLHasABoundedLength() throws {
        let longest = "http://localhost/" + String(repeating: "x", count: 4_096 - 17)
        #expect(try target(longest) != nil)
        #expect(reason(longest + "x") == "the webhook's URL has more than 4096 bytes")
    }
}
