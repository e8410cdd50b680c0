import FoundationEssentials
import Testing
import TotemKernel
import TotemNode
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("A node follows what others change")
struct FollowingTests {
    @Test(
        "What others change is followed when they have done it, not with the next look",
        .enabled(if: TestEngine.current == .postgres, "SQLite wakes nobody"),
        .timeLimit(.minutes(5)),
        arguments: Change.allCases
    )
    fileprivate func announced(_ change: Change) async throws {
        let shop = try await WatchedNodes.open()
        try await change.prepare(on: shop)
        try await shop.watching(every: .seconds(3600)) { changes in
            var changes = changes.makeAsyncIterator()
            // The first look. Then nothing but a word of another node can make it look within the hour.
            await changes.next()
            try await change.make(on: shop)
            repeat {
                try #require(await changes.next() != nil, "the change was not followed")
            } while shop.second.plugins.hookOrder().isEmpty == change.leavesPluginOn
        }
        await shop.close()
    }

    @Test("What no word was sent of is found by looking", .timeLimit(.minutes(5)))
    func polled() async throws {
        let shop = try await WatchedNodes.open()
        try await shop.watching(every: .milliseconds(20)) { changes in
            var changes = changes.makeAsyncIterator()
            await changes.next()
            // As of a process that died after its commit.
            try await shop.first.kernel.write(as: .system) { tx, _ in
                _ = try tx.execute(
                    """
                    INSERT INTO outbox (type, subject, subject_id, actor, data, created_at)
                    VALUES ('product.saved', 'product', 1, 'system', '{}', 0)
                    """
                )
            }
            try #require(await changes.next() != nil, "the change was not found")
        }
        await shop.close()
    }
}

/// What somebody does on one node that others keep in memory.
private enum Change: CaseIterable {
    case enablePlugin, setPlugin, disablePlugin, forgetPlugin
    case setStore
    case saveProduct

    var leavesPluginOn: Bool { self == .enablePlugin || self == .setPlugin }

    func prepare(on shop: WatchedNodes) async throws {
        guard [.setPlugin, .disablePlugin, .forgetPlugin].contains(self) else { return }
        try await shop.change(PluginChange(isActive: true, grant: try PluginFixtures.permissions(of: "Coupons")))
    }

    func make(on shop: WatchedNodes) async throws {
        let kernel = shop.first.kernel
        switch self {
        case .enablePlugin:
            try await shop.change(PluginChange(isActive: true, grant: try PluginFixtures.permissions(of: "Coupons")))
        case .disablePlugin:
            try await shop.change(PluginChange(isActive: false))
        case .forgetPlugin:
            try await kernel.write(as: .system) { tx, _ in try PluginStore.delete("coupons", in: tx) }
        case .setPlugin:
            try await shop.change(PluginChange(settings: .object([:])))
        case .saveProduct:
            let price = Money(1999, try #require(Currency("USD")))
            let draft = ProductDraft(sku: "POT-1", name: "Pot", price: price, stock: .units(1))
            try await kernel.write(as: .system) { tx, context in
                _ = try ProductStore.save(draft, in: tx, at: context.now)
            }
        case .setStore:
            try await kernel.write(as: .system) { tx, context in
                _ = try StoreSettings.set("store_name", to: "Clay", in: tx, at: context.now)
            }
        }
    }
}

/// Two nodes of one store.
private struct WatchedNodes {
    let files: TemporaryStore
    let first: Node
    let second: Node

    static func open() async throws -> WatchedNodes {
        let files = try await TemporaryStore()
        let plugins = try PluginFixtures.assemble("Coupons", library: "Coupons", into: files.folder + "/plugins")
        let address = try StoreAddress(files.address)
        let log = TestLog().logger
        let first = try await Node.open(address, plugins: [plugins], log: log)
        return WatchedNodes(
            files: files,
            first: first,
            second: try await Node.open(address, plugins: [plugins], log: log)
        )
    }

    func change(_ change: PluginChange) async throws {
        _ = try await first.plugins.change("coupons", to: change, by: .system)
    }

    /// Lets the second node watch while `body` runs.
    /// - Parameter body: gets an element each time when the node has followed.
    func watching(every interval: Duration, _ body: (AsyncStream<Void>) async throws -> Void) async throws {
        let (changes, followed) = AsyncStream.makeStream(of: Void.self)
        let plugins = second.plugins
        let follower = Follower(second.store) { news in
            if news.contains(where: { $0 == .plugins || $0 == .everything }) { try await plugins.reconcile() }
            if !news.isEmpty { followed.yield() }
        }
        let watcher = ChangeWatcher(follower, every: interval, log: TestLog().logger)
        let watching = Task { await watcher.run() }
        defer { watching.cancel() }
        try await body(changes)
        watching.cancel()
        await watching.value
    }

    func close() async {
        await first.close()
        await second.close()
    }
}
