import HTTPTypes
import Hummingbird
import Synchronization
import TotemKernel
import TotemStore

/// Lets pages of other web sites ask the shop, those that the setting `cors_origins` names
/// (https://fetch.spec.whatwg.org/#http-cors-protocol).
///
/// No browser is told that it may send what it keeps for the shop (`Access-Control-Allow-Credentials`): a page sends the
/// token that it was given, so that no other page can ask in a buyer's name.
final class CrossOrigin: Sendable {
    private static let allowedHeaders = "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match"
    private static let exposedHeaders = "ETag, Idempotent-Replayed, Location, Retry-After, X-Request-Id"
    /// How long a browser may remember what a path can do, in seconds.
    private static let memory = "600"

    private struct Known {
        /// Requests of pages don't each read the setting.
        var origins: Set<String>?
        /// How often the setting may have changed: what was read before is not kept.
        var changes = 0
    }

    private let kernel: Kernel
    private let known = Mutex(Known())

    init(kernel: Kernel) {
        self.kernel = kernel
        kernel.store.listeners.add { news in self.follow(news.compactMap { $0 as? FeedNews }) }
    }

    /// Forgets the setting when it may have changed.
    func follow(_ news: [FeedNews]) {
        guard news.contains(.settings) || news.contains(.everything) else { return }
        known.withLock { $0 = Known(origins: nil, changes: $0.changes + 1) }
    }

    /// Tells the browser of a page whether the page may read the answer, when a page asks.
    func tellPage(of request: Request, in response: inout Response) async {
        guard let origin = request.headers[.origin] else { return }
        let varies = response.headers[.vary]
        response.headers[.vary] = varies.map { "\($0), Origin" } ?? "Origin"
        guard await allows(origin) else { return }
        response.headers[.accessControlAllowOrigin] = origin
        guard request.method == .options, request.headers[.accessControlRequestMethod] != nil else {
            response.headers[.accessControlExposeHeaders] = Self.exposedHeaders
            return
        }
        response.headers[.accessControlAllowMethods] = response.headers[.allow]
        response.headers[.accessControlAllowHeaders] = Self.allowedHeaders
        response.headers[.accessControlMaxAge] = Self.memory
    }

    private func allows(_ origin: String) async -> Bool {
        let origins = await origins()
        return origins.contains(origin) || origins.contains("*")
    }

    /// A store that can't be asked lets no page in.
    private func origins() async -> Set<String> {
        let (kept, changes) = known.withLock { ($0.origins, $0.changes) }
        if let kept { return kept }
        let read = try? await kernel.store.read(for: .request) { tx in Set(try StoreSettings.corsOrigins(in: tx)) }
        guard let read else { return [] }
        known.withLock { known in
            if known.changes == changes { known.origins = read }
        }
        return read
    }
}
