import CAVFormat

/// A file as libavformat reads it: through our own reads, since it is never given a name or a URL.
final class Demuxer {
    /// libavformat's context; there while this object lives, once `open` has succeeded.
    private(set) var context: UnsafeMutablePointer<AVFormatContext>?
    private var io: UnsafeMutablePointer<AVIOContext>?
    fileprivate let file: ReadableFile
    fileprivate var position: Int64 = 0
    /// When reads begin to fail, in seconds of real time.
    fileprivate let end: Int

    private static let bufferSize: Int32 = 32 * 1024
    /// How much of a file is looked at to tell what it is.
    private static let largestProbe: UInt32 = 256 * 1024
    /// How long one file may keep us, in seconds of real time.
    private static let patience = 15

    init(_ file: ReadableFile) throws(MediaFailure) {
        self.file = file
        end = System.seconds() + Self.patience
        guard let buffer = av_malloc(Int(Self.bufferSize)) else { throw MediaFailure("no memory") }
        // Not retained: the context goes with this object.
        io = avio_alloc_context(
            buffer.assumingMemoryBound(to: UInt8.self),
            Self.bufferSize,
            0,
            Unmanaged.passUnretained(self).toOpaque(),
            readPacket,
            nil,
            seekPacket
        )
        if io == nil {
            av_free(buffer)
            throw MediaFailure("no memory")
        }
    }

    deinit {
        avformat_close_input(&context)
        if io != nil {
            av_freep(&io!.pointee.buffer)
            avio_context_free(&io)
        }
    }

    /// libavformat's name of the format, from the content alone; nil when it is none that it knows.
    func recognize() -> UnsafePointer<AVInputFormat>? {
        var format: UnsafePointer<AVInputFormat>?
        let score = av_probe_input_buffer2(io, &format, "", nil, 0, Self.largestProbe)
        // Below that, some text or a lucky number is taken for a stream.
        guard score > AVPROBE_SCORE_RETRY else { return nil }
        return format
    }

    /// Reads the headers.
    func open(as format: UnsafePointer<AVInputFormat>) throws(MediaFailure) -> UnsafeMutablePointer<AVFormatContext> {
        guard let context = avformat_alloc_context() else { throw MediaFailure("no memory") }
        context.pointee.pb = io
        // A file may name others; there are none for it.
        context.pointee.io_open = { _, _, _, _, _ in cavformat_access_denied() }
        context.pointee.interrupt_callback = AVIOInterruptCB(
            callback: { opaque in opaque.map { demuxer($0).isLate ? 1 : 0 } ?? 1 },
            opaque: Unmanaged.passUnretained(self).toOpaque()
        )
        self.context = context
        var options: OpaquePointer?
        defer { av_dict_free(&options) }
        av_dict_set(&options, "protocol_whitelist", "", 0)
        // Frees the context when it fails.
        try MediaFailure.check(avformat_open_input(&self.context, nil, format, &options), "the headers")
        return context
    }

    fileprivate var isLate: Bool { System.seconds() > end }
}

private func demuxer(_ opaque: UnsafeMutableRawPointer) -> Demuxer {
    Unmanaged<Demuxer>.fromOpaque(opaque).takeUnretainedValue()
}

private let readPacket: @convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<UInt8>?, Int32) -> Int32 = {
    opaque,
    buffer,
    count in
    guard let opaque, let buffer else { return cavformat_end_of_file() }
    let demuxer = demuxer(opaque)
    if demuxer.isLate { return cavformat_interrupted() }
    let read = demuxer.file.read(at: demuxer.position, into: buffer, count: Int(count))
    guard read > 0 else { return cavformat_end_of_file() }
    demuxer.position += Int64(read)
    return Int32(read)
}

private let seekPacket: @convention(c) (UnsafeMutableRawPointer?, Int64, Int32) -> Int64 = { opaque, offset, whence in
    guard let opaque else { return -1 }
    let demuxer = demuxer(opaque)
    if whence & AVSEEK_SIZE != 0 { return demuxer.file.size }
    let base: Int64
    switch whence & ~AVSEEK_FORCE {
    case 0: base = 0
    case 1: base = demuxer.position
    case 2: base = demuxer.file.size
    default: return -1
    }
    let (position, overflow) = base.addingReportingOverflow(offset)
    guard !overflow, position >= 0 else { return -1 }
    demuxer.position = position
    return position
}
