import Testing
import TotemDelivery
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("What owners of lists are told")
struct NoticeTests {
    @Test(
        "A price that has fallen is told to everybody who has the thing on a list, once; one that has risen to nobody"
    )
    func prices() async throws {
        let lists = try await WishlistShop.open()
        let ann = try await lists.customer("Ann")
        let ben = try await lists.customer("Ben")
        _ = try await lists.list("Kitchen", [1, 2], by: ann)
        _ = try await lists.list("Gifts", [1], by: ann)
        _ = try await lists.list("Mine", [3], by: ben)
        #expect(try await lists.notices(of: ann) == [])
        try await lists.price(1, 1500)
        #expect(try await lists.notices(of: ann) == ["price_fell 1 1500", "price_fell 1 1500"])
        #expect(try await lists.notices(of: ben) == [])
        let first = try await lists.send("GET", "/notices", by: ann)["data"][0]
        #expect(first["price_before"] == ["amount": 1999, "currency": "USD"] && first["name"] == "POT-1")
        let events = try await lists.shop.files.store.read { tx in
            try tx.query("SELECT data FROM outbox WHERE type = 'x.wishlists.price_fell' AND subject_id = 1") { row in
                try row.get(0, as: String.self)
            }
        }
        #expect(events.count == 2)
        let told = #"{"user":\#(try #require(ann.userID)),"list":1,"variant":null,"price_before":1999,"price":1500}"#
        #expect(events.contains(told))
        try await lists.price(1, 1800)
        #expect(try await lists.notices(of: ann).count == 2)
        try await lists.price(1, 1700)
        #expect(try await lists.notices(of: ann).suffix(2) == ["price_fell 1 1700", "price_fell 1 1700"])
    }

    @Test("Goods that are back are told, whether they were counted, given back by an order, or put on sale again")
    func stock() async throws {
        let lists = try await WishlistShop.open()
        let ann = try await lists.customer("Ann")
        try await lists.stock("MUG-1", 0)
        try await lists.stock("POT-1", 1)
        _ = try await lists.list("Kitchen", [1, 2], by: ann)
        try await lists.stock("MUG-1", 5)
        #expect(try await lists.notices(of: ann) == ["back_in_stock 2 333"])
        try await lists.stock("MUG-1", 6)
        #expect(try await lists.notices(of: ann).count == 1)
        let order = try await lists.shop.order(try await lists.shop.cart([("POT-1", 1)]).token)
        #expect(try await lists.notices(of: ann).count == 1)
        try await lists.shop.move(order.id, to: .cancelled)
        #expect(try await lists.notices(of: ann) == ["back_in_stock 2 333", "back_in_stock 1 1999"])
    }

    @Test("A variant is watched for itself, its product for all of them")
    func variants() async throws {
        let lists = try await WishlistShop.open()
        try await lists.variants("VASE", [4000, 5000], stock: 0)
        let ann = try await lists.customer("Ann")
        let ben = try await lists.customer("Ben")
        let id = try await lists.list(by: ann)
        _ = try await lists.send("POST", "/\(id)/items", ["variant_id": 1], by: ann)
        _ = try await lists.list("Kitchen", [4], by: ben)
        try await lists.stock("VASE-1", 3)
        #expect(try await lists.notices(of: ann) == [])
        #expect(try await lists.notices(of: ben) == ["back_in_stock 4 4000"])
        try await lists.stock("VASE-0", 3)
        #expect(try await lists.notices(of: ann) == ["back_in_stock 4 4000"])
        #expect(try await lists.notices(of: ben).count == 1)
    }

    @Test("What has changed while the plugin was off is told when it is on again")
    func meanwhile() async throws {
        let lists = try await WishlistShop.open()
        let ann = try await lists.customer("Ann")
        _ = try await lists.list("Kitchen", [1, 2], by: ann)
        try await lists.catchUp()
        try await lists.shop.disable("wishlists")
        try await lists.price(1, 1500)
        try await lists.shop.enable("wishlists")
        #expect(try await lists.notices(of: ann) == ["price_fell 1 1500"])
        try await lists.shop.disable("wishlists")
        try await lists.shop.enable("wishlists")
        #expect(try await lists.notices(of: ann).count == 1)
    }

    @Test("Hundreds of lists are told a few at a time, each once")
    func many() async throws {
        let lists = try await WishlistShop.open()
        let ann = try await lists.customer("Ann")
        _ = try await lists.list("Kitchen", [1], by: ann)
        try await lists.shop.files.store.write { tx in
            _ = try tx.execute(
                """
                INSERT INTO users (id, email, password_hash, created_at, updated_at)
                WITH RECURSIVE n (i) AS (SELECT 1001 UNION ALL SELECT i + 1 FROM n WHERE i < 1250)
                SELECT i, 'user' || i || '@example.com', 'x', 0, 0 FROM n
                """
            )
            _ = try tx.execute(
                """
                INSERT INTO wishlists (user_id, name, created_at, updated_at) SELECT id, 'A', 0, 0 FROM users WHERE id > 1000
                """
            )
            _ = try tx.execute(
                """
                INSERT INTO wishlist_items (wishlist_id, product_id, added_at)
                SELECT id, 1, 0 FROM wishlists WHERE user_id > 1000
                """
            )
        }
        try await lists.price(1, 1500)
        try await lists.catchUp()
        #expect(try await lists.shop.number("SELECT COUNT(*) FROM wishlist_notices") == 251)
        #expect(try await lists.shop.number("SELECT COUNT(DISTINCT user_id) FROM wishlist_notices") == 251)
    }

    @Test("Other plugins hear of each notice; one that says no keeps nobody from being told")
    func hooks() async throws {
        let lists = try await WishlistShop.open()
        try await Listener.build(in: lists.shop.folder)
        try await lists.shop.enable("mailer")
        let ann = try await lists.customer("Ann")
        try await lists.stock("MUG-1", 0)
        let id = try await lists.list("Kitchen", [1, 2], by: ann)
        try await lists.price(1, 1500)
        try await lists.stock("MUG-1", 1)
        let told = try await lists.notices(of: ann)
        #expect(Set(told) == ["price_fell 1 1500", "back_in_stock 2 333"])
        let user = ann.userID?.value ?? 0
        #expect(lists.shop.log.has("fell \(user) \(id) 1 0 1999 1500"))
        #expect(lists.shop.log.has("back \(user) \(id) 2 0"))
    }

    @Test("A customer deletes notices that were read; others do not, and old ones go by themselves")
    func deleting() async throws {
        let lists = try await WishlistShop.open(["notice_days": 30])
        let ann = try await lists.customer("Ann")
        let ben = try await lists.customer("Ben")
        _ = try await lists.list("Kitchen", [1], by: ann)
        try await lists.price(1, 1500)
        #expect(try await lists.notices(of: ann).count == 1)
        #expect(await refusal { _ = try await lists.send("DELETE", "/notices/1", by: ben) }?.kind == .notFound)
        #expect(try await lists.send("DELETE", "/notices/1", by: ann).status == 204)
        #expect(await refusal { _ = try await lists.send("DELETE", "/notices/1", by: ann) }?.kind == .notFound)
        try await lists.price(1, 1400)
        #expect(try await lists.notices(of: ann).count == 1)
        let retention = RetentionRuns(lists.shop.kernel, log: lists.shop.log.logger)
        try await retention.runIfDue()
        #expect(try await lists.shop.number("SELECT COUNT(*) FROM wishlist_notices") == 1)
        lists.shop.clock.advance(milliseconds: 30 * 86_400_000)
        try await retention.runIfDue()
        #expect(try await lists.shop.number("SELECT COUNT(*) FROM wishlist_notices") == 1)
        lists.shop.clock.advance(milliseconds: 86_400_000)
        try await retention.runIfDue()
        #expect(try await lists.shop.number("SELECT COUNT(*) FROM wishlist_notices") == 0)
    }

    @Test("Who is forgotten leaves nothing, and who asks gets all of it")
    func people() async throws {
        let lists = try await WishlistShop.open()
        let ann = try await lists.customer("Ann")
        let ben = try await lists.customer("Ben")
        let id = try await lists.list("Kitchen", [1], by: ann)
        let other = try await lists.list("Mine", [2], by: ben)
        let token = try #require(try await lists.send("PATCH", "/\(other)", ["is_public": true], by: ben)["token"].text)
        _ = try await lists.send("POST", "/public/\(token)/notes", ["text": "Nice \\ one.", "author": "A"], by: ann)
        try await lists.price(1, 1500)
        #expect(try await lists.notices(of: ann).count == 1)
        let user = try #require(ann.userID)
        let data = try await lists.shop.kernel.read(as: .system) { tx, context in
            try CustomerStore.data(of: user, in: tx, context).extensions["wishlists"]
        }
        let now = JSONValue.string(lists.shop.clock.now.description)
        let expected: JSONValue = [
            "lists": [["name": "Kitchen", "is_public": false, "created_at": now]],
            "items": [["list": "Kitchen", "name": "POT-1", "product_id": 1, "variant_id": nil, "added_at": now]],
            "notes": [["author": "A", "text": "Nice \\ one.", "created_at": now]],
        ]
        #expect(data == expected)
        try await lists.shop.kernel.prepareErasure(of: user, lists.shop.kernel.context(for: .system))
        #expect(try await lists.shop.number("SELECT COUNT(*) FROM wishlist_notices") == 0)
        #expect(try await lists.shop.number("SELECT COUNT(*) FROM wishlist_notes") == 0)
        #expect(try await lists.shop.number("SELECT COUNT(*) FROM wishlist_items") == 1)
        #expect(await refusal { _ = try await lists.send("GET", "/\(id)", by: ann) }?.kind == .notFound)
        #expect(try await lists.send("GET", "/\(other)", by: ben)["items"].elements.count == 1)
    }
}
