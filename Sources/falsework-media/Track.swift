import CAVFormat

/// One stream of a file, packet by packet.
final class Track {
    /// How much of it is taken.
    struct Limit {
        /// Seconds from the start.
        var seconds: Double
        /// Whether a packet that is half inside counts as inside; else it must be wholly inside.
        var isRounded: Bool
        /// Whether it begins anew at its end.
        var repeats: Bool
    }

    /// The packet that `next` has brought.
    let packet: UnsafeMutablePointer<AVPacket>
    let stream: UnsafeMutablePointer<AVStream>
    var limit: Limit?
    private let demuxer: Demuxer
    private let context: UnsafeMutablePointer<AVFormatContext>
    /// Where the present round begins, and where the last packet ended, in ticks.
    private var shift: Int64 = 0
    private var end: Int64 = 0

    init(path: String, _ kind: AVMediaType) throws(MediaFailure) {
        demuxer = try Demuxer(try ReadableFile(path: path))
        guard let format = demuxer.recognize(), Library.demuxers.contains(String(cString: format.pointee.name)) else {
            throw MediaFailure("the file is of no kind that can be taken apart")
        }
        context = try demuxer.open(as: format)
        try MediaFailure.check(avformat_find_stream_info(context, nil), "the streams")
        let index = try MediaFailure.check(av_find_best_stream(context, kind, -1, -1, nil, 0), "the stream")
        guard let stream = context.pointee.streams[Int(index)], let packet = av_packet_alloc() else {
            throw MediaFailure("no memory")
        }
        self.stream = stream
        self.packet = packet
    }

    deinit {
        var packet: UnsafeMutablePointer<AVPacket>? = packet
        av_packet_free(&packet)
    }

    var timeBase: AVRational { stream.pointee.time_base }

    private var tick: Double { timeBase.den == 0 ? 0 : Double(timeBase.num) / Double(timeBase.den) }

    /// How long it is, in seconds; nil when that is unknown.
    var length: Double? {
        if stream.pointee.duration != cavformat_no_time(), stream.pointee.duration > 0 {
            return Double(stream.pointee.duration) * tick
        }
        let duration = context.pointee.duration
        return duration != cavformat_no_time() && duration > 0 ? Double(duration) / Double(AV_TIME_BASE) : nil
    }

    /// Reads the next packet; false when there is none.
    func next() throws(MediaFailure) -> Bool {
        while true {
            av_packet_unref(packet)
            if av_read_frame(context, packet) < 0 {
                // A round that brought nothing would be followed by another one like it.
                guard let limit, limit.repeats, end > shift else { return false }
                shift = end
                guard av_seek_frame(context, stream.pointee.index, 0, AVSEEK_FLAG_BACKWARD) >= 0 else { return false }
                continue
            }
            guard packet.pointee.stream_index == stream.pointee.index else { continue }
            let none = cavformat_no_time()
            if packet.pointee.dts == none { packet.pointee.dts = end - shift }
            if packet.pointee.pts == none { packet.pointee.pts = packet.pointee.dts }
            guard let limit else { return true }
            // What an encoder puts before its sound is needed once.
            if packet.pointee.pts < 0, shift > 0 { continue }
            let (pts, overflow) = packet.pointee.pts.addingReportingOverflow(shift)
            guard !overflow, packet.pointee.dts < Int64.max / 4, pts < Int64.max / 4 else {
                throw MediaFailure("the times in the file cannot be")
            }
            packet.pointee.pts = pts
            packet.pointee.dts += shift
            let duration = max(0, packet.pointee.duration)
            let reach = Double(pts) + Double(duration) * (limit.isRounded ? 0.5 : 1)
            // A tick's worth of tolerance, for what was rounded on the way.
            guard reach * tick <= limit.seconds + 0.001 else { return false }
            end = max(end, pts + duration)
            return true
        }
    }
}
