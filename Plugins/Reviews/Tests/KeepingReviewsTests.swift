import Testing
import TotemDelivery
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("How long reviews are kept, and whose they are")
struct KeepingReviewsTests {
    private static let year: Int64 = 31_556_952_000

    @Test("After five years a review is archived, counts no more, and its author may write another")
    func archive() async throws {
        let reviews = try await ReviewShop.open()
        let ann = try await reviews.customer("Ann")
        let ben = try await reviews.customer("Ben")
        let old = try #require(try await reviews.post(1, by: ann)["id"].integer)
        _ = try await reviews.send("PATCH", "/\(old)", ["answer": "Sorry."], by: .system)
        reviews.shop.clock.advance(milliseconds: 1)
        try await reviews.post(5, by: ben)
        let sweep = { try await RetentionRuns(reviews.shop.kernel, log: reviews.shop.log.logger).runIfDue() }
        try await sweep()
        #expect(try await reviews.shown() == ["average": 3.0, "count": 2])
        reviews.shop.clock.advance(milliseconds: 5 * Self.year)
        try await sweep()
        #expect(try await reviews.shown() == ["average": 5.0, "count": 1])
        #expect(await refusal { _ = try await reviews.send("GET", "/\(old)", by: ann) }?.kind == .notFound)
        let archived = try await reviews.send("GET", "/archive", by: .system)["data"]
        #expect(archived.elements.map { $0["id"]?.integer } == [old] && archived[0]["rating"] == 1)
        #expect(archived[0]["answer"] == "Sorry.")
        let person = try #require(ann.userID)
        let data = try await reviews.shop.kernel.read(as: .system) { tx, context in
            try CustomerStore.data(of: person, in: tx, context).extensions["reviews"]
        }
        #expect(data?["archived_reviews"]?.elements.map { $0["id"]?.integer } == [old] && data?["reviews"] == [])
        #expect(try await reviews.post(2, by: ann)["id"].integer != old)
        #expect(try await reviews.totalsAreExact())
    }

    @Test("A shop that archives earlier does so, in bounded batches until none is left")
    func batches() async throws {
        let reviews = try await ReviewShop.open(["archive_after_years": 1])
        let ann = try await reviews.customer("Ann")
        try await reviews.post(4, by: ann)
        try await reviews.shop.files.store.write { tx in
            _ = try tx.execute(
                """
                INSERT INTO users (id, email, password_hash, created_at, updated_at)
                WITH RECURSIVE n (i) AS (SELECT 1001 UNION ALL SELECT i + 1 FROM n WHERE i < 2200)
                SELECT i, 'user' || i || '@example.com', 'x', 0, 0 FROM n
                """
            )
            _ = try tx.execute(
                """
                INSERT INTO product_reviews
                  (product_id, user_id, rating, content, photos, status, is_verified, created_at, updated_at)
                SELECT 2, id, 3, 'Old.', '[]', 'pending', 0, 0, 0 FROM users WHERE id > 1000
                """
            )
        }
        try await RetentionRuns(reviews.shop.kernel, log: reviews.shop.log.logger).runIfDue()
        #expect(try await reviews.shop.number("SELECT COUNT(*) FROM product_reviews") == 1)
        #expect(try await reviews.shop.number("SELECT COUNT(*) FROM product_review_archive") == 1200)
        let calls = reviews.shop.host.hookTimes().first { $0.hook == "retention.run" && $0.plugin == "reviews" }?.calls
        #expect((calls ?? 0) > 1)
    }

    @Test("Who is forgotten leaves no word, and no star")
    func erasing() async throws {
        let reviews = try await ReviewShop.open()
        let ann = try await reviews.customer("Ann")
        let ben = try await reviews.customer("Ben")
        try await reviews.post(1, by: ann)
        try await reviews.post(2, of: 2, by: ann)
        let kept = try #require(try await reviews.post(5, by: ben)["id"].integer)
        _ = try await reviews.send("POST", "/\(kept)/reports", ["reason": "Envy."], by: ann)
        try await Self.erase(ann, in: reviews.shop)
        for sql in [
            "SELECT COUNT(*) FROM product_reviews", "SELECT COUNT(*) FROM product_review_reports",
        ] as [SQL] {
            #expect(try await reviews.shop.number(sql) == (sql.text.contains("reports") ? 0 : 1))
        }
        #expect(try await reviews.shown() == ["average": 5.0, "count": 1])
        #expect(try await reviews.shown(2) == ["average": nil, "count": 0])
        #expect(try await reviews.totalsAreExact())
    }

    @Test("Who is forgotten while the plugin is off counts no more when it is on again")
    func erasedMeanwhile() async throws {
        let reviews = try await ReviewShop.open()
        let ann = try await reviews.customer("Ann")
        let ben = try await reviews.customer("Ben")
        try await reviews.post(1, by: ann)
        try await reviews.post(5, by: ben)
        let rejected = try await reviews.post(2, by: try await reviews.customer("Cat"))["id"].integer ?? 0
        _ = try await reviews.send("PATCH", "/\(rejected)", ["status": "rejected"], by: .system)
        try await reviews.shop.disable("reviews")
        try await Self.erase(ann, in: reviews.shop)
        try await reviews.set(["moderation": "none"])
        #expect(try await reviews.shown() == ["average": 5.0, "count": 1])
        #expect(try await reviews.totalsAreExact())
    }

    private static func erase(_ customer: TotemKernel.Actor, in shop: PluginShop) async throws {
        let id = try #require(customer.userID)
        try await shop.kernel.prepareErasure(of: id, shop.kernel.context(for: .system))
        try await shop.kernel.write(as: .system) { tx, context in try CustomerErasure.finish(id, in: tx, context) }
    }

    @Test("A person's data has every review and report of theirs, and nobody else's")
    func exporting() async throws {
        let reviews = try await ReviewShop.open()
        let ann = try await reviews.customer("Ann")
        let ben = try await reviews.customer("Ben")
        try await reviews.post(1, ["content": "\"Quoted\" \\ and\nbroken\u{1F3FA}", "title": "T"], by: ann)
        let other = try #require(try await reviews.post(5, by: ben)["id"].integer)
        _ = try await reviews.send("POST", "/\(other)/reports", ["reason": "Envy."], by: ann)
        let id = try #require(ann.userID)
        let data = try await reviews.shop.kernel.read(as: .system) { tx, context in
            try CustomerStore.data(of: id, in: tx, context)
        }
        let expected: JSONValue = [
            "id": 1, "product_id": 1, "rating": 1, "title": "T", "content": "\"Quoted\" \\ and\nbroken\u{1F3FA}",
            "photos": [], "author": "Ann", "status": "approved", "answer": nil,
            "created_at": .string(reviews.shop.clock.now.description),
        ]
        #expect(data.extensions["reviews"]?["reviews"] == [expected])
        #expect(data.extensions["reviews"]?["reports"]?.elements.map { $0["reason"] } == ["Envy."])
    }

    @Test("Somebody who has written more than an export holds gets the newest of it")
    func longExport() async throws {
        let reviews = try await ReviewShop.open()
        let ann = try await reviews.customer("Ann")
        let id = try #require(ann.userID)
        try await reviews.shop.files.store.write { tx in
            _ = try tx.execute(
                """
                INSERT INTO products (id, name, slug, sku, price, currency, created_at, updated_at)
                WITH RECURSIVE n (i) AS (SELECT 1001 UNION ALL SELECT i + 1 FROM n WHERE i < 1300)
                SELECT i, 'P', 'p-' || i, 'P-' || i, 1, 'USD', 0, 0 FROM n
                """
            )
            _ = try tx.execute(
                """
                INSERT INTO product_reviews
                  (product_id, user_id, rating, content, photos, status, is_verified, created_at, updated_at)
                SELECT id, $1, 3, $2, '[]', 'pending', 0, 0, 0 FROM products WHERE id > 1000 ORDER BY id
                """,
                id,
                String(repeating: "long ", count: 1000)
            )
        }
        let data = try await reviews.shop.kernel.read(as: .system) { tx, context in
            try CustomerStore.data(of: id, in: tx, context)
        }
        let exported = data.extensions["reviews"]?["reviews"]?.elements ?? []
        #expect((100..<300).contains(exported.count))
        #expect(exported.first?["product_id"] == 1300)
    }

    @Test("Others ask how many approved reviews somebody has written")
    func service() async throws {
        let reviews = try await ReviewShop.open()
        let ann = try await reviews.customer("Ann")
        for product in 1...3 as ClosedRange<Int64> { try await reviews.post(product, of: product, by: ann) }
        _ = try await reviews.send("PATCH", "/2", ["status": "rejected"], by: .system)
        let count = { (user: JSONValue) in
            try await reviews.shop.kernel.read(as: .system) { tx, context in
                try context.hooks.service("reviews.count_of").call([user], in: HookCall(tx, context))
            }
        }
        #expect(try await count(.integer(ann.userID?.value ?? 0)) == 2)
        #expect(try await count(99) == 0)
    }

    @Test("With a product its reviews go")
    func productGone() async throws {
        let reviews = try await ReviewShop.open()
        let ann = try await reviews.customer("Ann")
        try await reviews.post(4, by: ann)
        try await reviews.shop.files.store.write { tx in _ = try tx.execute("DELETE FROM products WHERE id = 1") }
        for sql in [
            "SELECT COUNT(*) FROM product_reviews", "SELECT COUNT(*) FROM product_review_totals",
        ] as [SQL] {
            #expect(try await reviews.shop.number(sql) == 0)
        }
    }
}
