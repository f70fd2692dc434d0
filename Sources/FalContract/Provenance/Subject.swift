/// What a group of cases is about, for tables that people read.
struct Subject: Sendable {
    /// What the ids of its cases begin with.
    let prefix: String
    /// What it comes to, in a line.
    let title: String

    private init(_ prefix: String, _ title: String) {
        self.prefix = prefix
        self.title = title
    }

    /// Whether a case belongs to it. Those of single clients are one subject.
    func covers(_ one: ContractCase) -> Bool {
        one.subject == prefix || (prefix == "client" && one.subject.hasPrefix("client."))
    }

    /// The subjects, in the order of tables.
    static let all: [Subject] = [
        Subject(
            "queue.submit",
            "submit: 200 with eight fields in their order, ids of version 7, no validation, deadlines"
        ),
        Subject(
            "queue.status",
            "status: 202 while queued or running, 200 when completed; three states; positions count down"
        ),
        Subject(
            "queue.logs",
            "logs: null unless asked for, then the whole list; entries that every client can read"
        ),
        Subject(
            "queue.stream",
            "status stream: `data:` frames, each log line once, ends after COMPLETED"
        ),
        Subject(
            "queue.result",
            "result: the output itself with units, runner and id; 400 before the end; kept for an hour"
        ),
        Subject(
            "queue.failure",
            "failures: the status looks like success, the result is 422 or the platform's code"
        ),
        Subject(
            "queue.cancel",
            "cancel: 202, 400 when completed, 404; then COMPLETED with `client_cancelled`, result 499"
        ),
        Subject("run", "synchronous run: the same answers at once; deadlines are 504 of the user"),
        Subject("auth", "401, 403 and 404: texts and their order"),
        Subject("isolation", "what belongs to another key does not exist"),
        Subject("input", "refusals: one entry a fault in the model's order, no coercion to text"),
        Subject("input.prompt", "prompts: 200 code points, empty and null allowed"),
        Subject("input.switch", "switches: the spellings of true and false"),
        Subject("input.body", "bodies: empty, no object, no JSON, bytes that are no text"),
        Subject("webhook", "webhooks: bodies, header fields, signature, published keys, retries"),
        Subject("files", "output files: sizes and types as told, ranges, entity tags"),
        Subject("cors", "CORS: the origin is reflected with credentials, never `*`"),
        Subject("storage", "uploads in one piece and CDN tokens, for every client"),
        Subject("storage.multipart", "uploads in parts, JavaScript's and Python's way"),
        Subject("tokens", "tokens for realtime"),
        Subject("proxy", "`x-fal-target-url`: what passes, whose key counts, which hosts are fal's"),
        Subject(
            "media",
            "files of inputs: formats, lengths, pixels and sizes on both sides of each limit; told by the result"
        ),
        Subject("client", "what single official clients trip over"),
        Subject("scenario", "scenarios and clocks, Falsework's own"),
    ]
}
