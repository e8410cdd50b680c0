package import TotemKernel
import TotemStore

/// The shop's interface without a transport: what its routes share. HTTP, the command line and a host program answer
/// from it with the same bytes.
package struct API: Sendable {
    package let kernel: Kernel
    package let plugins: any PluginAdministration
    /// Answers to reads of products.
    package let products: ProductCache
    let searches = SharedSearches()
    package let readiness: Readiness
    package let logins: LoginGate
    let codes: CodeGate
    package let placedOrders = PlacedOrders()

    /// - Parameters:
    ///   - passwords: what a log-in costs; tests make it cheap.
    ///   - readinessPatience: how long the store may take to say whether it can be used.
    package init(
        kernel: Kernel,
        plugins: any PluginAdministration,
        passwords: PasswordHasher,
        readinessPatience: Duration
    ) {
        self.kernel = kernel
        self.plugins = plugins
        // Where nobody is told of a commit at once, what is kept is only as good as the last look at the feed.
        let products = ProductCache(isAlwaysFollowed: kernel.store.commitsOfOthers != nil)
        self.products = products
        kernel.store.listeners.add { [searches] news in
            for case let news as FeedNews in news {
                products.forget(news)
                searches.forget(news)
            }
        }
        readiness = Readiness(of: kernel.store, patience: readinessPatience)
        logins = LoginGate(hasher: passwords, clock: kernel.clock)
        codes = CodeGate(clock: kernel.clock)
    }

    /// Brings what is kept in memory in step with what others have committed: see ``Follower``.
    package func follow(_ news: [FeedNews]) async throws {
        let start = kernel.clock.uptime
        if news.contains(where: { $0 == .plugins || $0 == .everything }) { try await plugins.reconcile() }
        for news in news {
            products.forget(news)
            searches.forget(news)
        }
        products.isFollowed(at: start)
    }
}
