internal import FalEmulator

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// A module that Node loads before a program: connections to fal's hosts become connections to the emulator, whoever makes
/// them (`fetch`, `https`, a library), and others are let out only if the forward proxy would.
///
/// It redirects sockets and not requests, so nothing of what is sent changes. TLS stays, with fal's names; the authority is
/// trusted through `NODE_EXTRA_CA_CERTS`.
enum NodeRedirect {
    private static let name = "node-redirect.mjs"

    /// Where the module lies in a directory, as `--import` takes it.
    static func url(in directory: String) -> String {
        URL(filePath: directory + "/" + name).absoluteURL.absoluteString
    }

    /// Writes the module into a directory of ours, unless it is there.
    static func write(into directory: String) throws(Failure) {
        let path = directory + "/" + name
        let data = Data(text.utf8)
        if FileManager.default.contents(atPath: path) == data { return }
        do {
            try data.write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw .failed("\(path): cannot be written")
        }
    }

    /// The same for every emulator: where it is stands in the environment.
    private static let text = """
        // Written by falsework. Sends connections for fal's hosts to the emulator that the environment names.
        import net from "node:net";

        const env = process.env;
        const host = { "0.0.0.0": "127.0.0.1", "::": "::1" }[env.FALSEWORK_HOST] ?? env.FALSEWORK_HOST ?? "127.0.0.1";
        const ports = { 80: env.FALSEWORK_PORT, 443: env.FALSEWORK_HTTPS_PORT };
        const domains = \(domains);
        const isFal = (name) => domains.some((domain) => name === domain || name.endsWith("." + domain));
        const isHere = (name) => /^(127\\.[\\d.]+|::1|(.+\\.)?localhost)$/.test(name);
        const connect = net.Socket.prototype.connect;

        // Asks the proxy, which decides and counts, whether a connection may leave.
        function ask(socket, name, port, go) {
          const probe = connect.call(new net.Socket(), { host, port: Number(env.FALSEWORK_PROXY_PORT) });
          let answer = "";
          const refuse = (reason) => {
            socket.destroy(Object.assign(new Error(reason.trim()), { code: "ERR_FALSEWORK_EGRESS" }));
          };
          probe.setEncoding("latin1");
          probe.on("data", (text) => (answer += text));
          probe.on("error", (error) => refuse(`the proxy of falsework does not answer: ${error.message}`));
          probe.on("close", () => refuse(answer.slice(answer.indexOf("\\r\\n\\r\\n"))));
          probe.on("data", () => {
            if (!answer.startsWith("HTTP/1.1 200")) return;
            probe.removeAllListeners("close");
            probe.destroy();
            if (!socket.destroyed) go();
          });
          probe.write(`CONNECT ${name.includes(":") ? `[${name}]` : name}:${port} HTTP/1.1\\r\\n\\r\\n`);
          socket.connecting = true;
          return socket;
        }

        net.Socket.prototype.connect = function (...given) {
          // net.connect passes on what it has normalized as one array.
          const args = Array.isArray(given[0]) ? given[0] : given;
          const [first, second] = args;
          const options = first !== null && typeof first === "object" ? first : { port: first, host: second };
          const port = Number(options.port);
          if (options.path || !Number.isInteger(port)) return connect.apply(this, given);
          const name = String(typeof options.host === "string" ? options.host : "localhost").toLowerCase().replace(/\\.$/, "");
          const done = args.filter((argument) => typeof argument === "function").at(-1);
          if (isFal(name)) {
            if (!ports[port]) throw new Error(`falsework answers for ${name} on the ports 443 and 80 only, not on ${port}`);
            return connect.call(this, { ...options, host, port: Number(ports[port]), lookup: undefined }, done);
          }
          if (isHere(name) || !env.FALSEWORK_PROXY_PORT) return connect.apply(this, given);
          return ask(this, name, port, () => connect.apply(this, given));
        };

        """

    private static var domains: String {
        "[" + EgressPolicy.falDomains.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
    }
}
