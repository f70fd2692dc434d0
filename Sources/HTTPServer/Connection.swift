import CMicroHTTPD
import HTTPTypes
import Synchronization

/// One connection and the request that it carries at the moment.
///
/// libmicrohttpd calls for one connection on one thread only, and for one request after the other; so the object is
/// used again for each request, and most of it needs no lock. What tasks and the server's own threads touch is in
/// `exchange` and in the atomics.
// Unchecked: everything that is neither constant, atomic nor locked is touched on the connection's thread alone.
final class Connection: @unchecked Sendable {
    let core: ServerCore
    let id: UInt64
    let handle: OpaquePointer
    let descriptor: Int32
    let isSecure: Bool
    private let isSurplus: Bool

    /// When the connection is cut, in the clock's nanoseconds.
    let deadline: Atomic<Int64>
    /// Whether a request has begun and its answer is not yet out.
    let isBusy = Atomic(false)
    /// Since when looks find that the peer has sent all that it will, and is owed nothing; in the clock's nanoseconds.
    let overSince = Atomic(Int64.max)
    /// Who acts on a body that is late: the connection's thread or the one that looks after deadlines.
    let upload = Atomic(Upload.none)

    enum Upload: UInt8, AtomicRepresentable {
        case none, pending, late
    }

    private enum Stage {
        case head, body, discarding, answering, suspended
    }

    private var stage = Stage.head
    private var method = HTTPRequest.Method.get
    private var target = ""
    private var hasBadTarget = false
    private var fields = HeaderBlock()
    private var check = RequestCheck()
    private var body: [UInt8] = []
    private var memoryLimit: UInt64 = 0
    private var sink: BodySink?
    private var bodyFailure: BodyFailure?
    /// Whether the watcher tells when the peer has stopped sending.
    private var isUploadWatched = false
    /// What the handler said to a head whose body is thrown away.
    private var earlyAnswer: Answer?
    private var discarded: UInt64 = 0
    private var discardLimit: UInt64 = 0
    private var replies = ReplyCache()

    private let exchange = Locked(Exchange())
    /// Whether this request used `exchange`; spares the others the lock.
    private var usesExchange = false

    private struct Exchange {
        /// Whether a task's answer is awaited. A task that answers after a cut finds this false; as a cut ends the
        /// connection, it can never be the next request's.
        var isWaiting = false
        var answer: Response?
        var task: Task<Void, Never>?
        var stream: BodyStream?
    }

    init(_ core: ServerCore, id: UInt64, handle: OpaquePointer, isSecure: Bool, isSurplus: Bool) {
        self.core = core
        self.id = id
        self.handle = handle
        self.isSecure = isSecure
        self.isSurplus = isSurplus
        descriptor = microhttpd_connection_descriptor(handle)
        deadline = Atomic(core.clock.now() &+ core.idleTimeout)
    }

    /// The request line has arrived; the target is as it was sent.
    func begin(target bytes: UnsafeRawBufferPointer) {
        target = String(decoding: bytes, as: UTF8.self)
        hasBadTarget = bytes.isEmpty || bytes.contains { $0 <= 0x20 || $0 >= 0x7F }
        deadline.store(core.clock.now() &+ core.headDeadline, ordering: .relaxed)
    }

    func addField(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
        check.field(name: name, value: value)
        fields.append(name: name, value: value)
    }

    /// libmicrohttpd asks what to do next: once with the head, then with each piece of the body, then for the answer.
    func proceed(
        method: UnsafeRawBufferPointer,
        isHTTP10: @autoclosure () -> Bool,
        content: UnsafeRawBufferPointer
    ) -> MHD_Result {
        switch stage {
        case .head:
            return headArrived(method: method, isHTTP10: isHTTP10())
        case .body where !content.isEmpty:
            return append(content)
        case .discarding where !content.isEmpty:
            return discard(content.count)
        case .body, .discarding:
            return requestArrived()
        case .suspended:
            guard let response = exchange.withLock({ $0.answer.take() }) else { return .NO }
            stage = .answering
            return send(response)
        case .answering:
            return .NO
        }
    }

    private func headArrived(method name: UnsafeRawBufferPointer, isHTTP10: Bool) -> MHD_Result {
        isBusy.store(true, ordering: .sequentiallyConsistent)
        if isSurplus { return refuse(Refusal(.overloaded, "The server has too many connections")) }
        if core.isStopping { return refuse(Refusal(.stopping, "The server is stopping")) }
        MHD_get_connection_values_n(handle, .HEADER_KIND, visitField, Unmanaged.passUnretained(self).toOpaque())
        if let refusal = check.refusal(method: name, isHTTP10: isHTTP10, hasBadTarget: hasBadTarget) {
            return refuse(refusal)
        }
        method = HTTPRequest.Method(name)
        stage = .body
        guard check.announcesBody else { return .YES }
        let length = check.contentLength ?? 0
        memoryLimit = core.maximumBodyBytes
        discardLimit = core.maximumDiscardedBytes
        if let choose = core.configuration.chooseBody {
            switch choose(request(body: [])) {
            case .memory(let limit):
                if let limit { memoryLimit = min(memoryLimit, UInt64(max(0, limit))) }
            case .nowhere:
                bodyFailure = .unwanted
            case .file(let target):
                discardLimit = target.discardLimit
                if length > target.limit {
                    bodyFailure = .tooLarge
                } else {
                    do throws(ServerError) {
                        sink = try BodySink(target)
                        core.watcher.add(descriptor, token: id)
                        isUploadWatched = true
                    } catch {
                        bodyFailure = .notStored(error.message)
                    }
                }
            }
        }
        let goesToMemory = bodyFailure == nil && sink == nil
        if bodyFailure != nil {
            let answer = core.handler(request(body: []))
            // Who waits for leave to send is told at once; who sends anyway would not read the answer before the end
            // of the body, so a body that is not too long is read and thrown away.
            if case .now(let response) = answer, check.expectsContinue || length > discardLimit {
                return send(response)
            }
            earlyAnswer = answer
            stage = .discarding
        } else if goesToMemory, length > memoryLimit {
            if check.expectsContinue || length > discardLimit { return refuse(.tooLarge) }
            stage = .discarding
        } else if goesToMemory {
            // The length is only announced, so memory is not set aside for all of it.
            body.reserveCapacity(Int(min(length, 64 * 1024)))
        }
        deadline.store(core.clock.now() &+ core.bodyDeadline, ordering: .relaxed)
        upload.store(.pending, ordering: .sequentiallyConsistent)
        return .YES
    }

    private func append(_ content: UnsafeRawBufferPointer) -> MHD_Result {
        if let sink {
            guard let failure = sink.write(content) else { return .YES }
            bodyFailure = failure
            self.sink = nil
            stage = .discarding
            return discard(content.count)
        }
        if UInt64(body.count + content.count) > memoryLimit {
            stage = .discarding
            let count = body.count
            body = []
            return discard(count + content.count)
        }
        body.append(contentsOf: content)
        return .YES
    }

    private func discard(_ count: Int) -> MHD_Result {
        discarded += UInt64(count)
        return discarded > discardLimit ? .NO : .YES
    }

    private func endUploadWatch() {
        guard isUploadWatched else { return }
        isUploadWatched = false
        core.watcher.remove(descriptor, token: id)
    }

    private func request(body: [UInt8]) -> Request {
        var request = Request(method: method, target: target, block: fields, body: body, isSecure: isSecure)
        request.bodyFailure = bodyFailure
        return request
    }

    private func requestArrived() -> MHD_Result {
        if check.announcesBody {
            let (isOurs, _) = upload.compareExchange(
                expected: .pending,
                desired: .none,
                ordering: .sequentiallyConsistent
            )
            guard isOurs else { return .NO }
        }
        // From here on libmicrohttpd's own timeout watches over a peer that takes nothing.
        deadline.store(.max, ordering: .relaxed)
        endUploadWatch()
        if let answer = earlyAnswer.take() { return act(on: answer) }
        if stage == .discarding, bodyFailure == nil { return refuse(.tooLarge) }
        stage = .answering
        var request = request(body: body)
        request.bodyFile = sink.take()?.finish()
        fields = HeaderBlock()
        body = []
        let answer = core.handler(request)
        // Unless the handler kept the request, its memory serves the next one.
        if case .block(let block) = request.head { fields = block }
        request.head = .fields([:])
        return act(on: answer)
    }

    private func act(on answer: Answer) -> MHD_Result {
        switch answer {
        case .now(let response): return send(response)
        case .later(let work): return suspend(until: work)
        }
    }

    private func suspend(until work: @escaping @Sendable () async -> Response) -> MHD_Result {
        usesExchange = true
        let isSuspended = exchange.withLock { exchange in
            // `stop` marks the cut before it looks for connections that wait; one that it did not find sees the mark.
            if core.isCutting { return false }
            exchange.isWaiting = true
            MHD_suspend_connection(handle)
            exchange.task = Task { self.deliver(await work()) }
            return true
        }
        guard isSuspended else { return refuse(Refusal(.stopping, "The server is stopping")) }
        stage = .suspended
        core.watcher.add(descriptor, token: id)
        return .YES
    }

    private func deliver(_ response: Response) {
        exchange.withLock { exchange in
            guard exchange.isWaiting else { return }
            exchange.isWaiting = false
            exchange.answer = response
            MHD_resume_connection(handle)
        }
    }

    /// Ends what waits on this connection: a task's answer is replaced, a stream is broken.
    ///
    /// Returns whether something waited.
    @discardableResult
    func cut(answer: Response) -> Bool {
        let (task, stream, wasWaiting) = exchange.withLock { exchange in
            let wasWaiting = exchange.isWaiting
            if wasWaiting {
                exchange.isWaiting = false
                exchange.answer = answer
                MHD_resume_connection(handle)
            }
            return (exchange.task, exchange.stream, wasWaiting)
        }
        task?.cancel()
        stream?.abort()
        return wasWaiting || stream != nil
    }

    private func refuse(_ refusal: Refusal) -> MHD_Result {
        stage = .answering
        var response = core.configuration.refuse(refusal)
        if refusal.closesConnection { response.headerFields[.connection] = "close" }
        return send(response)
    }

    private func send(_ response: Response) -> MHD_Result {
        stage = .answering
        deadline.store(.max, ordering: .relaxed)
        let closes = core.isStopping
        let status = UInt32(response.status.code)
        if let prepared = response.preparedFields, !closes, !response.headerFields.contains(.connection),
            case .bytes(let bytes) = response.body, bytes.count <= ReplyCache.maximumLength,
            let reply = replies.reply(prepared.storage, response.headerFields, bytes)
        {
            return MHD_queue_response(handle, status, reply)
        }
        switch response.body {
        case .hangUp: return .NO
        case .reset:
            reset()
            return .NO
        case .garbage(let bytes):
            sendAtOnce(Array(bytes.prefix(Self.maximumRawBytes)))
            return .NO
        case .bytes, .file, .stream, .sizedStream: break
        }
        guard let reply = makeReply(response) else {
            core.configuration.log("no memory or no descriptor is left for an answer")
            return .NO
        }
        if let prepared = response.preparedFields {
            for field in prepared.fields { reply.add(field) }
        }
        for field in response.headerFields { reply.add(field) }
        if closes { reply.addConnectionClose() }
        return MHD_queue_response(handle, status, reply.pointer)
    }

    private func makeReply(_ response: Response) -> Reply? {
        switch response.body {
        case .bytes(let bytes) where bytes.count <= ReplyCache.maximumLength: return Reply(copying: bytes)
        case .bytes(let bytes): return Reply(keeping: bytes)
        case .file(let slice) where slice.length == 0: return Reply(copying: [])
        case .file(let slice): return Reply(file: slice)
        case .stream where response.status.allowsNoBody: return Reply(copying: [])
        case .stream where method == .head: return Reply.headOfStream(length: nil)
        case .stream(let produce): return Reply(stream: stream(produce), length: nil)
        case .sizedStream(0, _): return Reply(copying: [])
        case .sizedStream(let length, _) where method == .head || response.status.allowsNoBody:
            return Reply.headOfStream(length: length)
        case .sizedStream(let length, let produce): return Reply(stream: stream(produce), length: length)
        case .hangUp, .reset, .garbage: return nil
        }
    }

    /// A stream that ends when the peer leaves.
    private func stream(_ produce: @escaping @Sendable (BodyWriter) async -> Void) -> BodyStream {
        let stream = BodyStream(self, limit: core.configuration.streamBufferBytes, produce: produce)
        usesExchange = true
        exchange.withLock { $0.stream = stream }
        core.watcher.add(descriptor, token: id)
        return stream
    }

    /// The answer is out, or the connection is being closed.
    func finish() {
        if usesExchange {
            usesExchange = false
            core.watcher.remove(descriptor, token: id)
            let (task, stream) = exchange.withLock { exchange in
                defer { exchange = Exchange() }
                return (exchange.task, exchange.stream)
            }
            task?.cancel()
            stream?.detach()
        }
        endUploadWatch()
        stage = .head
        target = ""
        fields.removeAll()
        check = RequestCheck()
        body = []
        sink = nil
        bodyFailure = nil
        earlyAnswer = nil
        discarded = 0
        upload.store(.none, ordering: .relaxed)
        deadline.store(core.clock.now() &+ core.idleTimeout, ordering: .relaxed)
        isBusy.store(false, ordering: .sequentiallyConsistent)
    }
}

extension HTTPResponse.Status {
    fileprivate var allowsNoBody: Bool { code < 200 || code == 204 || code == 304 }
}

extension HTTPRequest.Method {
    /// Makes a method from the bytes of a token; the common ones without allocating.
    fileprivate init(_ name: UnsafeRawBufferPointer) {
        switch name.count {
        case 3 where name.elementsEqual("GET".utf8): self = .get
        case 4 where name.elementsEqual("POST".utf8): self = .post
        case 4 where name.elementsEqual("HEAD".utf8): self = .head
        default: self = Self(rawValue: String(decoding: name, as: UTF8.self)) ?? .get
        }
    }
}
