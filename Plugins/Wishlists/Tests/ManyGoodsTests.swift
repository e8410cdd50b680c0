import Testing
import TotemDelivery
import TotemKernel
import TotemStore
import TotemTesting

@Suite("What owners of lists are told of many goods")
struct ManyGoodsTests {
    @Test("More goods than are compared at once are all compared when the plugin is on again")
    func compared() async throws {
        let lists = try await WishlistShop.open()
        let ann = try await lists.customer("Ann")
        let others = try await lists.products(200)
        _ = try await lists.shop.files.store.write { tx in
            try tx.execute(
                """
                INSERT INTO wishlist_goods (product_id, price, is_available)
                SELECT id, price, 1 FROM products WHERE id = ANY($1) ORDER BY id
                """,
                SQLList(others)
            )
        }
        _ = try await lists.list("Kitchen", [1], by: ann)
        try await lists.catchUp()
        try await lists.shop.disable("wishlists")
        try await lists.price(1, 1500)
        try await lists.shop.enable("wishlists")
        #expect(try await lists.notices(of: ann) == ["price_fell 1 1500"])
    }

    @Test("What two transactions have seen at once is told once")
    func atOnce() async throws {
        let lists = try await WishlistShop.open()
        let ann = try await lists.customer("Ann")
        let goods = try await lists.products(60)
        _ = try await lists.list("Kitchen", goods, by: ann)
        try await lists.catchUp()
        // The events and the comparison of all goods find the same.
        try await lists.shop.disable("wishlists")
        try await lists.shop.enable("wishlists")
        try await lists.settle()
        try await EventTelling(lists.shop.kernel, log: lists.shop.log.logger).tellIfDue()
        for product in goods { try await lists.price(product, 900) }
        try await lists.settle()
        try await withThrowingTaskGroup(of: Void.self) { group in
            let shop = lists.shop
            group.addTask { try await EventTelling(shop.kernel, log: shop.log.logger).tellIfDue() }
            group.addTask {
                let jobs = JobRunner(shop.kernel, log: shop.log.logger)
                while let run = try await jobs.next() { await jobs.perform(run) }
            }
            try await group.waitForAll()
        }
        let told = try await lists.notices(of: ann)
        #expect(told.count == 60)
        #expect(Set(told).count == 60)
    }

    @Test("All notices that are too old go with one run, however many they are")
    func old() async throws {
        let lists = try await WishlistShop.open()
        let ann = try await lists.customer("Ann")
        let list = try await lists.list("Kitchen", [1], by: ann)
        let now = lists.shop.clock.now
        let (old, new) = (now.adding(milliseconds: -91 * 86_400_000), now.adding(milliseconds: -89 * 86_400_000))
        let user = try #require(ann.userID)
        try await lists.shop.files.store.write { tx in
            for number in 0...(2 * RetentionRun.batch) {
                try tx.execute(
                    """
                    INSERT INTO wishlist_notices (user_id, wishlist_id, product_id, kind, price_before, price, created_at)
                    VALUES ($1, $2, 1, 'price_fell', 2, 1, $3)
                    """,
                    user,
                    list,
                    number == 0 ? new : old
                )
            }
        }
        try await RetentionRuns(lists.shop.kernel, log: lists.shop.log.logger).runIfDue()
        #expect(try await lists.shop.number("SELECT COUNT(*) FROM wishlist_notices") == 1)
    }
}

extension WishlistShop {
    /// New products that cost 10.00.
    /// - Returns: their ids.
    fileprivate func products(_ count: Int) async throws -> [Int64] {
        try await shop.kernel.write(as: .system) { tx, context in
            let currency = try #require(Currency("USD"))
            var catalog = try CatalogWriter(in: tx)
            for number in 1...count {
                let price = Money(1000, currency)
                let draft = ProductDraft(
                    sku: "THING-\(number)",
                    name: "Thing \(number)",
                    price: price,
                    stock: .units(5)
                )
                _ = try catalog.save(draft, in: tx, at: context.now)
            }
            return try tx.query("SELECT id FROM products WHERE sku LIKE 'THING-%' ORDER BY id") { try $0.get(0) }
        }
    }
}
