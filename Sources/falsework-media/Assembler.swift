import CAVFormat
import MediaTools

/// Puts a picture and a sound together, or cuts a sound to a length. Packets are copied as they are.
enum Assembler {
    /// Makes a file, or leaves none.
    static func run(_ assembly: MediaAssembly) throws(MediaFailure) {
        guard System.create(assembly.output) else { throw MediaFailure("the new file cannot be made") }
        do throws(MediaFailure) {
            try fill(assembly)
        } catch {
            System.remove(assembly.output)
            throw error
        }
    }

    private static func fill(_ assembly: MediaAssembly) throws(MediaFailure) {
        let isMP3 = assembly.output.hasSuffix(".mp3")
        guard isMP3 || assembly.output.hasSuffix(".mp4") else { throw MediaFailure("no such kind of file is made") }
        guard isMP3 == (assembly.picture == nil) else {
            throw MediaFailure("an MP3 has no picture, and an MP4 has one")
        }
        let picture = try assembly.picture.map { (path) throws(MediaFailure) in
            try Track(path: path, AVMEDIA_TYPE_VIDEO)
        }
        let sound = try Track(path: assembly.sound, AVMEDIA_TYPE_AUDIO)
        // A picture is never cut: it would need its next key frame.
        let length = min(assembly.length, picture?.length ?? .infinity)
        sound.limit = Track.Limit(seconds: length, isRounded: isMP3, repeats: assembly.repeatsSound)
        let muxer = try Muxer(path: assembly.output, format: isMP3 ? "mp3" : "mp4")
        let tracks = [picture, sound].compactMap(\.self)
        for track in tracks { try muxer.add(track) }
        try muxer.begin()
        var waiting = try tracks.map { (track) throws(MediaFailure) in try track.next() }
        while let index = earliest(waiting, tracks) {
            try muxer.write(tracks[index], as: index)
            waiting[index] = try tracks[index].next()
        }
        try muxer.finish()
    }

    /// The track whose packet comes first; nil when none has any more.
    private static func earliest(_ waiting: [Bool], _ tracks: [Track]) -> Int? {
        let candidates = waiting.indices.filter { waiting[$0] }
        return candidates.min { left, right in
            av_compare_ts(
                tracks[left].packet.pointee.dts,
                tracks[left].timeBase,
                tracks[right].packet.pointee.dts,
                tracks[right].timeBase
            ) < 0
        }
    }
}
