import NIOHTTP1
import TotemAPI
import TotemKernel

/// What is answered on the connection's own thread, before a task is made of the request: a product that is in memory. The
/// routes answer it with the same bytes, whenever anything at all could make a difference.
struct InstantAnswers {
    private static let start = "/v1/products/"
    /// With one of these, who asks or how is up to the routes.
    private static let otherwise = ["Authorization", "Origin", "Content-Length", "Transfer-Encoding", "Expect"]

    let server: ServerState

    func answer(to head: HTTPRequestHead) -> Answer? {
        guard head.method == .GET, head.uri.hasPrefix(Self.start),
            !Self.otherwise.contains(where: head.headers.contains(name:)), server.follower.isCaughtUp
        else { return nil }
        let known = head.headers["If-None-Match"]
        guard known.count <= 1 else { return nil }
        return server.api.rememberedProduct(head.uri.dropFirst(Self.start.count))?.unless(knownAs: known.first)
    }
}
