internal import TotemKernel

/// The request that a route answers.
struct RequestState: Sendable {
    let request: PluginRequest
    /// The values of the parts of the path in braces.
    let parameters: [String: String]
    var answer: PluginResponse?
}
