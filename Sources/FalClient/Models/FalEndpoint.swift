/// An endpoint whose input and output are types.
///
/// Your own are three lines:
///
/// ```swift
/// enum Upscaler: FalEndpoint {
///     static let endpointID = "acme/upscaler"
///     struct Input: Codable, Sendable { var image_url: FalFile }
///     struct Output: Codable, Sendable { var image: RemoteFile }
/// }
/// ```
public protocol FalEndpoint: Sendable {
    /// What the endpoint takes. `FalFile`s in it are uploaded before it is sent.
    associatedtype Input: Encodable & Sendable
    /// What it makes.
    associatedtype Output: Decodable & Sendable
    /// Its id, as in `fal-ai/kling-video/video-to-audio`.
    static var endpointID: String { get }
}
