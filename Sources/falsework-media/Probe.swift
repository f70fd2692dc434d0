import CAVFormat
import MediaTools

/// Finds out what is in a file.
enum Probe {
    /// Up to this size, in bytes, MP3 and ADTS are read to the end: their headers do not say how long they are.
    private static let largestCounted: Int64 = 32 << 20

    static func report(on file: ReadableFile) throws(MediaFailure) -> MediaReport {
        let demuxer = try Demuxer(file)
        guard let format = demuxer.recognize() else { return .unrecognized }
        let name = String(cString: format.pointee.name)
        var facts = MediaFacts(container: container(name, brand: nil, file))
        guard Library.demuxers.contains(name) else { return .facts(facts) }
        let context: UnsafeMutablePointer<AVFormatContext>
        do throws(MediaFailure) {
            context = try demuxer.open(as: format)
        } catch {
            facts.isReadable = false
            return .facts(facts)
        }
        facts.container = container(name, brand: brand(of: context), file)
        let streams = streams(of: context)
        if needsScan(name, context, streams) { avformat_find_stream_info(context, nil) }
        if context.pointee.duration != cavformat_no_time(), context.pointee.duration > 0 {
            facts.duration = Double(context.pointee.duration) / Double(AV_TIME_BASE)
        }
        for stream in streams { take(stream, into: &facts) }
        // Headers that were cut off name no streams.
        facts.isReadable = facts.picture != nil || facts.soundCodec != nil
        if name == "mp3" || name == "aac", file.size <= largestCounted, let counted = count(context, streams) {
            facts.duration = counted
        }
        if name.hasPrefix("mov,") { facts.isTruncated = streams.contains { isCutOff($0, file.size) } }
        return .facts(facts)
    }

    private static func streams(of context: UnsafeMutablePointer<AVFormatContext>) -> [UnsafeMutablePointer<AVStream>] {
        guard let list = context.pointee.streams else { return [] }
        return (0..<min(64, Int(context.pointee.nb_streams))).compactMap { list[$0] }
    }

    /// The names that people know: libavformat has one for all relatives of a format.
    private static func container(_ name: String, brand: String?, _ file: ReadableFile) -> String {
        switch name {
        case "mov,mp4,m4a,3gp,3g2,mj2":
            // Before the headers are read, the first box tells.
            let first = String(decoding: file.bytes(at: 4, count: 6), as: UTF8.self)
            let isQuickTime = brand.map { $0.hasPrefix("qt") } ?? (first == "ftypqt")
            // Without a box of brands it is QuickTime's older form.
            return isQuickTime || (brand == nil && !first.hasPrefix("ftyp")) ? "mov" : "mp4"
        case "matroska,webm":
            let head = String(decoding: file.bytes(at: 0, count: 64), as: UTF8.self)
            return head.contains("webm") ? "webm" : "matroska"
        default:
            return String(name.prefix(64))
        }
    }

    private static func brand(of context: UnsafeMutablePointer<AVFormatContext>) -> String? {
        av_dict_get(context.pointee.metadata, "major_brand", nil, 0).map { String(cString: $0.pointee.value) }
    }

    /// MP4 carries everything in its headers; the others, and odd ones of these, need a look at what follows.
    private static func needsScan(
        _ name: String,
        _ context: UnsafeMutablePointer<AVFormatContext>,
        _ streams: [UnsafeMutablePointer<AVStream>]
    ) -> Bool {
        if !name.hasPrefix("mov,") || context.pointee.duration == cavformat_no_time() || context.pointee.duration <= 0 {
            return true
        }
        return streams.contains { stream in
            let parameters = stream.pointee.codecpar.pointee
            return parameters.codec_type == AVMEDIA_TYPE_VIDEO && parameters.width == 0
        }
    }

    private static func take(_ stream: UnsafeMutablePointer<AVStream>, into facts: inout MediaFacts) {
        let parameters = stream.pointee.codecpar.pointee
        let codec = String(cString: avcodec_get_name(parameters.codec_id))
        if parameters.codec_type == AVMEDIA_TYPE_AUDIO {
            facts.soundCodec = facts.soundCodec ?? codec
            return
        }
        // A cover is no video.
        guard parameters.codec_type == AVMEDIA_TYPE_VIDEO, facts.picture == nil,
            stream.pointee.disposition & AV_DISPOSITION_ATTACHED_PIC == 0
        else { return }
        var picture = MediaFacts.Picture(codec: codec)
        if parameters.width > 0, parameters.height > 0 {
            let isTurned = isTurned(stream)
            picture.width = Int(isTurned ? parameters.height : parameters.width)
            picture.height = Int(isTurned ? parameters.width : parameters.height)
        }
        let rate = stream.pointee.avg_frame_rate
        if rate.num > 0, rate.den > 0 { picture.framesPerSecond = Double(rate.num) / Double(rate.den) }
        if stream.pointee.duration != cavformat_no_time(), stream.pointee.duration > 0 {
            picture.duration = Double(stream.pointee.duration) * seconds(stream.pointee.time_base)
        }
        facts.picture = picture
    }

    /// Whether it is shown on its side.
    private static func isTurned(_ stream: UnsafeMutablePointer<AVStream>) -> Bool {
        guard let matrix = cavformat_display_matrix(stream) else { return false }
        let degrees = av_display_rotation_get(matrix)
        guard degrees.isFinite else { return false }
        return (45..<135).contains(abs(degrees).truncatingRemainder(dividingBy: 180))
    }

    private static func seconds(_ base: AVRational) -> Double {
        base.den == 0 ? 0 : Double(base.num) / Double(base.den)
    }

    /// The length of a sound by its packets.
    private static func count(
        _ context: UnsafeMutablePointer<AVFormatContext>,
        _ streams: [UnsafeMutablePointer<AVStream>]
    ) -> Double? {
        guard let sound = streams.first(where: { $0.pointee.codecpar.pointee.codec_type == AVMEDIA_TYPE_AUDIO }) else {
            return nil
        }
        var packet = av_packet_alloc()
        defer { av_packet_free(&packet) }
        var ticks: Int64 = 0
        while let current = packet, av_read_frame(context, current) >= 0 {
            if current.pointee.stream_index == sound.pointee.index { ticks &+= max(0, current.pointee.duration) }
            av_packet_unref(current)
        }
        return ticks > 0 ? Double(ticks) * seconds(sound.pointee.time_base) : nil
    }

    /// Whether the last sample ends beyond the end of the file: what came was only a part.
    private static func isCutOff(_ stream: UnsafeMutablePointer<AVStream>, _ size: Int64) -> Bool {
        let count = avformat_index_get_entries_count(stream)
        guard count > 0, let last = avformat_index_get_entry(stream, count - 1) else { return false }
        return last.pointee.pos.addingReportingOverflow(Int64(last.pointee.size)).partialValue > size
    }
}
