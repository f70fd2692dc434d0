/// Kling's endpoints on fal.
public enum KlingVideo {}

extension KlingVideo {
    /// Makes sound effects and background music for a video: `fal-ai/kling-video/video-to-audio`.
    public enum VideoToAudio: FalEndpoint {
        /// `fal-ai/kling-video/video-to-audio`
        public static let endpointID = "fal-ai/kling-video/video-to-audio"

        /// The longest prompt, in characters (code points).
        public static let maximumPromptLength = 200

        /// What the video has to be: .mp4 or .mov, up to 100 MB, from 3 to 20 seconds.
        public static let videoLimits = MediaLimits(maximumFileBytes: 104_857_600, duration: 3...20)

        /// The input. What is nil is not sent, and fal's default holds.
        public struct Input: Codable, Sendable, Hashable {
            /// The video to make sound for.
            public var videoURL: FalFile
            /// Describes the sound effects. fal's default: "Car tires screech as they accelerate in a drag race".
            public var soundEffectPrompt: String?
            /// Describes the music. fal's default: "intense car race".
            public var backgroundMusicPrompt: String?
            /// Whether to bring out fine sounds, for content that lives on them. fal's default: false.
            public var asmrMode: Bool?

            /// A video, and what is to be heard.
            public init(
                videoURL: FalFile,
                soundEffectPrompt: String? = nil,
                backgroundMusicPrompt: String? = nil,
                asmrMode: Bool? = nil
            ) {
                self.videoURL = videoURL
                self.soundEffectPrompt = soundEffectPrompt
                self.backgroundMusicPrompt = backgroundMusicPrompt
                self.asmrMode = asmrMode
            }

            private enum CodingKeys: String, CodingKey {
                case videoURL = "video_url"
                case soundEffectPrompt = "sound_effect_prompt"
                case backgroundMusicPrompt = "background_music_prompt"
                case asmrMode = "asmr_mode"
            }

            /// What fal would refuse, in its words and order, as far as it can be told here; empty for a good input. Asking is
            /// free, and nobody has to.
            public func validate() -> [ErrorDetail] {
                var check = InputCheck()
                check.check(videoURL, CodingKeys.videoURL.rawValue, videoLimits)
                check.check(
                    soundEffectPrompt,
                    CodingKeys.soundEffectPrompt.rawValue,
                    maximumLength: maximumPromptLength
                )
                check.check(
                    backgroundMusicPrompt,
                    CodingKeys.backgroundMusicPrompt.rawValue,
                    maximumLength: maximumPromptLength
                )
                return check.faults
            }
        }

        /// The output.
        public struct Output: Codable, Sendable, Hashable {
            /// The video with its sound.
            public var video: RemoteFile
            /// The sound alone, as MP3.
            public var audio: RemoteFile
        }
    }

    /// Moves the lips in a video to the words of a recording: `fal-ai/kling-video/lipsync/audio-to-video`.
    public enum LipsyncAudioToVideo: FalEndpoint {
        /// `fal-ai/kling-video/lipsync/audio-to-video`
        public static let endpointID = "fal-ai/kling-video/lipsync/audio-to-video"

        /// What the video has to be: .mp4 or .mov, up to 100 MB, from 2 to 10 seconds, 720p or 1080p.
        public static let videoLimits = MediaLimits(
            maximumFileBytes: 104_857_600,
            duration: 2...10,
            width: 720...1920,
            height: 720...1920
        )

        /// What the recording has to be: up to 5 MB, from 2 to 60 seconds.
        public static let audioLimits = MediaLimits(maximumFileBytes: 5_242_880, duration: 2...60)

        /// The input.
        public struct Input: Codable, Sendable, Hashable {
            /// The video.
            public var videoURL: FalFile
            /// The recording.
            public var audioURL: FalFile

            /// A video and a recording.
            public init(videoURL: FalFile, audioURL: FalFile) {
                self.videoURL = videoURL
                self.audioURL = audioURL
            }

            private enum CodingKeys: String, CodingKey {
                case videoURL = "video_url"
                case audioURL = "audio_url"
            }

            /// What fal would refuse, as far as it can be told here; empty for a good input.
            public func validate() -> [ErrorDetail] {
                var check = InputCheck()
                check.check(videoURL, CodingKeys.videoURL.rawValue, videoLimits)
                check.check(audioURL, CodingKeys.audioURL.rawValue, audioLimits)
                return check.faults
            }
        }

        /// The output.
        public struct Output: Codable, Sendable, Hashable {
            /// The video with the lips moved.
            public var video: RemoteFile
        }
    }
}
