import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("Plugins look for what buyers want")
struct SearchHookTests {
    /// Finds all there is in reverse, page by page, and things that nobody may see or that there are not.
    private static func finder(_ name: String = "finder", _ body: String = "") -> CPlugin {
        var plugin = CPlugin(name)
        plugin.hooks = [
            "product.search": """
            \(body)
            totem_stmt *none;
            if (totem_prepare(call, "SELECT 1", &none) != TOTEM_MISUSE) return TOTEM_ERROR;
            if (!totem_equal(event->words, TOTEM_STR("clay thing"))) return TOTEM_OK;
            int64_t all[] = {3, 99, 2, 1};
            int64_t twice[] = {3, 3};
            if (totem_found(call, all, event->limit + 1, false) != TOTEM_LIMIT) return TOTEM_ERROR;
            if (totem_found(call, twice, 2, false) != TOTEM_INVALID) return TOTEM_ERROR;
            if (event->filter_count < 1) return TOTEM_ERROR;
            int64_t left = 4 - event->offset;
            int64_t count = left < event->limit ? left : event->limit;
            return totem_found(call, all + event->offset, (size_t)count, left > count);
            """
        ]
        return plugin
    }

    private static func skus(
        _ shop: PluginShop,
        _ words: String,
        limit: Int = 2,
        cursor: String? = nil,
        facets: [ProductFacets.Field] = []
    ) async throws -> (skus: [String], next: String?) {
        let filter = ProductFilter(words: words, isActive: true)
        let page = try PageRequest(limit: limit, cursor: cursor)
        let context = shop.kernel.context(for: .guest)
        let found = try await filter.foundByPlugins(.relevance, page, context)
        let shown = try await shop.kernel.read(context) { tx, _ in
            try found.map { try ProductStore.page(of: $0, filter, facets: facets, in: tx) }
                ?? ProductStore.search(filter, by: .relevance, page, in: tx)
        }
        return (shown.page.items.map(\.sku), shown.page.nextCursor)
    }

    @Test("The first that answers decides; what there is not or what is not on sale is left out, page after page")
    func pages() async throws {
        let shop = try await PluginShop.open()
        try Self.finder().build(in: shop.folder)
        try await shop.enable("finder")
        _ = try await shop.files.store.write { tx in
            try tx.execute("UPDATE products SET is_active = 0 WHERE id = 2")
        }
        let first = try await Self.skus(shop, "clay thing")
        #expect(first.skus == ["BOWL-1"])
        let next = try #require(first.next)
        let second = try await Self.skus(shop, "clay thing", cursor: next)
        #expect(second.skus == ["POT-1"] && second.next == nil)
        // Who says nothing leaves it to the store's own search, and its pages are its own.
        let own = try await Self.skus(shop, "pot")
        #expect(own.skus == ["POT-1"])
        try await shop.disable("finder")
        let refused = await refusal { _ = try await Self.skus(shop, "clay thing", cursor: next) }
        #expect(refused?.fields.first?.field == "cursor")
    }

    @Test("One that fails leaves it to the store's own search when its manifest says so, and else nothing is found")
    func failing() async throws {
        let shop = try await PluginShop.open()
        var plugin = Self.finder("finder", "return totem_fail(call, TOTEM_STR(\"away\"));")
        plugin.failsOpen = ["product.search"]
        try plugin.build(in: shop.folder)
        try await shop.enable("finder")
        #expect(try await Self.skus(shop, "pot").skus == ["POT-1"])
        plugin.failsOpen = []
        plugin.version = "1.0.1"
        try plugin.build(in: shop.folder)
        _ = try await shop.host.upgrade("finder")
        let refused = await refusal { _ = try await Self.skus(shop, "pot") }
        #expect(refused?.kind == .unavailable, "\(String(describing: refused))")
    }
}
