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
        /// Requests of pages don't each read the setting. Nil before it was read for the first time.
        var origins: Set<String>?
        /// Whether the setting may have changed since.
        var isOld = true
        /// How often it may have changed: what was read before that is old.
        var changes = 0
    }

    private let kernel: Kernel
    private let known = Mutex(Known())

    init(kernel: Kernel) {
        self.kernel = kernel
        kernel.store.listeners.add { news in self.follow(news.compactMap { $0 as? FeedNews }) }
    }

    /// Reads the setting again when it may have changed.
    func follow(_ news: [FeedNews]) {
        guard news.contains(.settings) || news.contains(.everything) else { return }
        known.withLock { known in
            known.isOld = true
            known.changes += 1
        }
    }

    /// Reads the setting when it may have changed, before a page's request is begun: a page that could not read the answer
    /// would not know that its order was placed. While the store can't be asked, what was read before holds.
    /// - Throws: what the store does, when nothing was read before.
    func prepare() async throws {
        let (kept, isOld, changes) = known.withLock { ($0.origins, $0.isOld, $0.changes) }
        guard isOld else { return }
        let read: Set<String>
        do {
            read = try await kernel.store.read(for: .request) { tx in Set(try StoreSettings.corsOrigins(in: tx)) }
        } catch {
            guard kept == nil else { return }
            throw error
        }
        known.withLock { known in
            guard known.changes == changes || known.origins == nil else { return }
            known.origins = read
            known.isOld = known.changes != changes
        }
    }

    /// Tells the browser of a page whether the page may read the answer, when a page asks.
    func tellPage(of request: Request, in response: inout Response) {
        guard let origin = request.headers[.origin] else { return }
        let varies = response.headers[.vary]
        response.headers[.vary] = varies.map { "\($0), Origin" } ?? "Origin"
        guard allows(origin) else { return }
        response.headers[.accessControlAllowOrigin] = origin
        guard request.method == .options, request.headers[.accessControlRequestMethod] != nil else {
            response.headers[.accessControlExposeHeaders] = Self.exposedHeaders
            return
        }
        response.headers[.accessControlAllowMethods] = response.headers[.allow]
        response.headers[.accessControlAllowHeaders] = Self.allowedHeaders
        response.headers[.accessControlMaxAge] = Self.memory
    }

    private func allows(_ origin: String) -> Bool {
        guard let origins = known.withLock({ $0.origins }) else { return false }
        return origins.contains(origin) || origins.contains("*")
    }
}
