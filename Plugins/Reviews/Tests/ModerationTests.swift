import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Verified purchases, moderation and reports")
struct ModerationTests {
    @Test("Who has paid for a product, or was sent it, is a buyer; who has only ordered it, or another thing, is not")
    func verified() async throws {
        let reviews = try await ReviewShop.open()
        let names = ["Paid", "Ordered", "Other", "Cancelled"]
        var customers: [TotemKernel.Actor] = []
        for name in names { customers.append(try await reviews.customer(name)) }
        try await reviews.buy(by: customers[0])
        try await reviews.buy(isPaid: false, by: customers[1])
        try await reviews.buy("MUG-1", by: customers[2])
        let cancelled = try await reviews.buy(isPaid: false, by: customers[3])
        try await reviews.shop.move(cancelled.id, to: .cancelled)
        var verified: [JSONValue] = []
        for customer in customers { verified.append(try await reviews.post(4, by: customer)["is_verified"]) }
        #expect(verified == [true, false, false, false])
    }

    private enum Fate: String, CaseIterable {
        case completed, partlyRefunded, refunded, sent, partlyPaid
    }

    @Test(
        "Whose order is completed, sent or refunded in part is a buyer; not who got the money back or paid a part",
        arguments: Fate.allCases
    )
    private func fates(fate: Fate) async throws {
        let reviews = try await ReviewShop.open()
        let ann = try await reviews.customer("Ann")
        let order = try await reviews.buy(isPaid: fate != .sent && fate != .partlyPaid, by: ann)
        try await reviews.shop.kernel.write(as: .system) { tx, context in
            let sent = try NewFulfilment(tracking: try Tracking())
            let part = Money(fate == .refunded ? 1999 : 999, order.currency)
            switch fate {
            case .completed:
                _ = try OrderFulfilments.create(sent, of: order.id, in: tx, context)
                _ = try OrderTransitions.move(order.id, to: .completed, comment: "", in: tx, context)
            case .sent: _ = try OrderFulfilments.create(sent, of: order.id, in: tx, context)
            case .partlyRefunded, .refunded:
                _ = try OrderRefunds.refund(try RefundRequest(amount: part), of: order.id, in: tx, context)
            case .partlyPaid:
                _ = try OrderPayments.capture(order.payments[0].id, of: order.id, amount: part, in: tx, context)
            }
        }
        let isBuyer = fate != .refunded && fate != .partlyPaid
        #expect(try await reviews.post(4, by: ann)["is_verified"] == .boolean(isBuyer))
    }

    @Test("A shop that wants buyers alone refuses the others")
    func onlyBuyers() async throws {
        let reviews = try await ReviewShop.open(["require_purchase": true])
        let ann = try await reviews.customer("Ann")
        let refused = await refusal { try await reviews.post(4, by: ann) }
        #expect(refused?.code == "not-bought" && refused?.kind == .forbidden)
        try await reviews.buy(by: ann)
        #expect(try await reviews.post(4, by: ann)["is_verified"] == true)
    }

    @Test(
        "An order that is paid, or cancelled, after the review says so of it; while the plugin is off, when it is on again"
    )
    func verifiedLater() async throws {
        let reviews = try await ReviewShop.open()
        let ann = try await reviews.customer("Ann")
        let ben = try await reviews.customer("Ben")
        let orders = [try await reviews.buy(isPaid: false, by: ann), try await reviews.buy(isPaid: false, by: ben)]
        let id = try #require(try await reviews.post(4, by: ann)["id"].integer)
        let other = try #require(try await reviews.post(4, by: ben)["id"].integer)
        // The job that looks at all reviews has been done with.
        try await reviews.catchUp()
        let verified = { (id: Int64) in try await reviews.send("GET", "/\(id)")["is_verified"] }
        #expect(try await verified(id) == false)
        try await reviews.pay(orders[0])
        try await reviews.catchUp()
        #expect(try await verified(id) == true)
        #expect(try await verified(other) == false)
        try await reviews.shop.disable("reviews")
        try await reviews.shop.move(orders[0].id, to: .cancelled)
        try await reviews.pay(orders[1])
        try await reviews.set(["moderation": "none"])
        try await reviews.catchUp()
        #expect(try await verified(id) == false)
        #expect(try await verified(other) == true)
    }

    @Test("Of more reviews than one transaction looks at, all are looked at when the plugin is on again")
    func manyLater() async throws {
        let reviews = try await ReviewShop.open()
        try await reviews.catchUp()
        try await reviews.shop.disable("reviews")
        try await reviews.shop.files.store.write { tx in
            _ = try tx.execute(
                """
                INSERT INTO users (id, email, password_hash, created_at, updated_at)
                WITH RECURSIVE n (i) AS (SELECT 1001 UNION ALL SELECT i + 1 FROM n WHERE i < 1401)
                SELECT i, 'user' || i || '@example.com', 'x', 0, 0 FROM n
                """
            )
            _ = try tx.execute(
                """
                INSERT INTO product_reviews
                  (product_id, user_id, rating, content, photos, status, is_verified, created_at, updated_at)
                SELECT 1, id, 3, 'Bought once.', '[]', 'approved', 1, 0, 0 FROM users WHERE id > 1000
                """
            )
        }
        try await reviews.shop.enable("reviews")
        try await reviews.catchUp()
        #expect(try await reviews.shop.number("SELECT COUNT(*) FROM product_reviews WHERE is_verified = 1") == 0)
    }

    @Test("Buyers' reviews are shown at once where only those of others wait")
    func unverified() async throws {
        let reviews = try await ReviewShop.open(["moderation": "unverified"])
        let ann = try await reviews.customer("Ann")
        let ben = try await reviews.customer("Ben")
        try await reviews.buy(by: ann)
        #expect(try await reviews.post(4, by: ann)["status"] == "approved")
        #expect(try await reviews.post(4, by: ben)["status"] == "pending")
    }

    @Test("Without a setting every review waits")
    func preset() async throws {
        let reviews = try await ReviewShop.open()
        try await reviews.set([:])
        let ann = try await reviews.customer("Ann")
        try await reviews.buy(by: ann)
        let review = try await reviews.post(4, by: ann)
        #expect(review["status"] == "pending" && review["is_verified"] == true)
    }

    @Test("A change by its author approves nothing that staff have rejected or others reported")
    func changedAfterwards() async throws {
        let reviews = try await ReviewShop.open(["report_limit": 1])
        let ann = try await reviews.customer("Ann")
        let ben = try await reviews.customer("Ben")
        let id = try #require(try await reviews.post(1, by: ann)["id"].integer)
        _ = try await reviews.send("PATCH", "/\(id)", ["status": "rejected"], by: .system)
        #expect(try await reviews.send("PATCH", "/\(id)", ["content": "Nicer."], by: ann)["status"] == "pending")
        _ = try await reviews.send("PATCH", "/\(id)", ["status": "approved"], by: .system)
        #expect(try await reviews.send("PATCH", "/\(id)", ["rating": 2], by: ann)["status"] == "approved")
        _ = try await reviews.send("POST", "/\(id)/reports", ["reason": "Rude."], by: ben)
        #expect(try await reviews.send("PATCH", "/\(id)", ["rating": 3], by: ann)["status"] == "pending")
        #expect(try await reviews.shown() == ["average": nil, "count": 0])
    }

    @Test("Reports by different customers hide a review, until staff approve it; then only new ones count")
    func reports() async throws {
        let reviews = try await ReviewShop.open(["report_limit": 2])
        var customers: [TotemKernel.Actor] = []
        for index in 0..<5 { customers.append(try await reviews.customer("Customer\(index)")) }
        let id = try #require(try await reviews.post(1, by: customers[0])["id"].integer)
        let report = { (customer: TotemKernel.Actor) in
            await refusal {
                let answer = try await reviews.send("POST", "/\(id)/reports", ["reason": "Rude."], by: customer)
                #expect(answer.status == 201 && answer["reason"] == "Rude." && answer["user_id"] == .null)
            }?.code
        }
        #expect(await report(customers[0]) == "own-review")
        #expect(await report(.key(APIKey.ID(1), role: .staff)) == "no-customer")
        #expect(await report(customers[1]) == nil)
        #expect(await report(customers[1]) == "already-reported")
        #expect(try await reviews.shown() == ["average": 1.0, "count": 1])
        #expect(await report(customers[2]) == nil)
        #expect(try await reviews.shown() == ["average": nil, "count": 0])
        #expect(await report(customers[3]) == "not-found")

        let queue = try await reviews.send("GET", "/", query: ["reported": "true"], by: .system)["data"]
        #expect(queue.elements.map { $0["report_count"] } == [2] && queue[0]["status"] == "pending")
        let other = try #require(try await reviews.post(1, by: customers[1])["id"].integer)
        _ = try await reviews.send("POST", "/\(other)/reports", ["reason": "Vain."], by: customers[2])
        let reasons = try await reviews.send("GET", "/\(id)/reports", by: .system)["data"]
        #expect(reasons.elements.map { $0["user_id"]?.integer } == [3, 2])
        _ = try await reviews.send("DELETE", "/\(other)", by: .system)

        _ = try await reviews.send("PATCH", "/\(id)", ["status": "approved"], by: .system)
        #expect(try await reviews.send("GET", "/", query: ["reported": "true"], by: .system)["data"] == [])
        #expect(await report(customers[1]) == "already-reported")
        #expect(await report(customers[3]) == nil)
        #expect(try await reviews.shown() == ["average": 1.0, "count": 1])
        #expect(await report(customers[4]) == nil)
        #expect(try await reviews.shown() == ["average": nil, "count": 0])
    }

    @Test("Without a limit reports are only counted")
    func unlimited() async throws {
        let reviews = try await ReviewShop.open(["report_limit": 0])
        let ann = try await reviews.customer("Ann")
        let id = try #require(try await reviews.post(1, by: ann)["id"].integer)
        for index in 0..<8 {
            let customer = try await reviews.customer("Customer\(index)")
            _ = try await reviews.send("POST", "/\(id)/reports", ["reason": "Rude."], by: customer)
        }
        #expect(try await reviews.send("GET", "/\(id)", by: .system)["report_count"] == 8)
        #expect(try await reviews.shown() == ["average": 1.0, "count": 1])
        for body in [[:], ["reason": ""], ["reason": "\u{7}"], ["reason": "a", "more": 1]] as [JSONValue] {
            #expect(
                await refusal { _ = try await reviews.send("POST", "/\(id)/reports", body, by: ann) } != nil,
                "\(body)"
            )
        }
    }

    @Test("Staff find what waits, and a bad query is named")
    func queue() async throws {
        let reviews = try await ReviewShop.open(["moderation": "all"])
        let ann = try await reviews.customer("Ann")
        for product in 1...3 as ClosedRange<Int64> { try await reviews.post(product, of: product, by: ann) }
        _ = try await reviews.send("PATCH", "/2", ["status": "rejected"], by: .system)
        let list = { (query: [String: String]) in
            try await reviews.send("GET", "/", query: query, by: .system)["data"].elements.map { $0["id"]?.integer }
        }
        #expect(try await list(["status": "pending"]) == [3, 1])
        #expect(try await list(["status": "rejected"]) == [2])
        #expect(try await list([:]) == [3, 2, 1])
        for query in [["status": "new"], ["reported": "false"]] {
            #expect(await refusal { _ = try await list(query) }?.kind == .invalid, "\(query)")
        }
        let bad = await refusal { _ = try await reviews.send("PATCH", "/1", ["status": "gone"], by: .system) }
        #expect(bad?.fields.map(\.field) == ["status"])
        // Staff who buy here see what waits, and report nothing that nobody else sees.
        let boss = try await reviews.customer("Boss", roles: [.staff, .customer])
        let report = { try await reviews.send("POST", "/1/reports", ["reason": "Rude."], by: boss) }
        #expect(await refusal { _ = try await report() }?.code == "not-shown")
        _ = try await reviews.send("PATCH", "/1", ["status": "approved"], by: .system)
        #expect(try await report().status == 201)
        #expect(try await list(["status": "approved", "reported": "true"]) == [1])
        #expect(try await list(["status": "pending", "reported": "true"]) == [])
        // Reports are settled by approving what was reported, not by rejecting it.
        _ = try await reviews.send("PATCH", "/1", ["status": "rejected"], by: .system)
        #expect(try await reviews.send("GET", "/1", by: .system)["report_count"] == 1)
    }
}
