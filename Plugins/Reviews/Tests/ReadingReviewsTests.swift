import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Reading reviews, and what they come to")
struct ReadingReviewsTests {
    /// Reviews of the first product by so many customers.
    private static func write(_ ratings: [Int64], in reviews: ReviewShop) async throws -> [Int64] {
        var ids: [Int64] = []
        for (index, rating) in ratings.enumerated() {
            let customer = try await reviews.customer("Customer\(index)")
            ids.append(try #require(try await reviews.post(rating, by: customer)["id"].integer))
        }
        return ids
    }

    @Test(
        "The average has two places, half of one rounded up",
        arguments: [
            ([5], 5.0), ([1, 2], 1.5), ([5, 4, 4], 4.33), ([5, 5, 4], 4.67), ([1, 1, 1, 1, 1, 1, 1, 2], 1.13),
        ] as [([Int64], Double)]
    )
    func average(ratings: [Int64], average: Double) async throws {
        let reviews = try await ReviewShop.open()
        _ = try await Self.write(ratings, in: reviews)
        let summary = try await reviews.send("GET", "/products/1/summary")
        #expect(summary["average"] == .number(average) || summary["average"] == .integer(Int64(average)))
        let shown = try await reviews.shown()?["average"]
        #expect(shown == .number(average) || shown == .integer(Int64(average)))
        #expect(try await reviews.shown()?["count"] == .integer(Int64(ratings.count)))
        #expect(try await reviews.shown(2) == ["average": nil, "count": 0])
    }

    @Test("The summary says how many give so many stars, and of nothing nothing")
    func summary() async throws {
        let reviews = try await ReviewShop.open()
        _ = try await Self.write([5, 5, 1, 3], in: reviews)
        let ratings: JSONValue = ["1": 1, "2": 0, "3": 1, "4": 0, "5": 2]
        #expect(try await reviews.send("GET", "/products/1/summary")["ratings"] == ratings)
        #expect(try await reviews.send("GET", "/products/2/summary")["average"] == .null)
        #expect(await refusal { _ = try await reviews.send("GET", "/products/9/summary") }?.kind == .notFound)
    }

    @Test(
        "Newest, best and worst first, page by page, and those of one rating alone",
        arguments: [
            (["sort": "newest"], [6, 5, 4, 3, 2, 1]), ([:], [6, 5, 4, 3, 2, 1]),
            (["sort": "highest"], [6, 4, 1, 2, 5, 3]),
            (["sort": "lowest"], [3, 5, 2, 1, 4, 6]), (["rating": "5"], [6, 4, 1]), (["rating": "2"], []),
        ] as [([String: String], [Int64])]
    )
    func sorted(query: [String: String], ids: [Int64]) async throws {
        let reviews = try await ReviewShop.open()
        _ = try await Self.write([5, 4, 1, 5, 3, 5], in: reviews)
        var query = query.merging(["limit": "2"]) { one, _ in one }
        var found: [Int64?] = []
        for _ in 1...5 {
            let page = try await reviews.send("GET", "/products/1", query: query)
            found += page["data"].elements.map { $0["id"]?.integer }
            guard let cursor = page["next_cursor"].text else { break }
            query["cursor"] = cursor
        }
        #expect(found == ids)
    }

    @Test(
        "A bad query names its parameter",
        arguments: [
            ["sort": "best"], ["rating": "6"], ["rating": "x"], ["limit": "0"], ["cursor": "rubbish"],
            ["colour": "red"],
        ]
    )
    func badQuery(query: [String: String]) async throws {
        let reviews = try await ReviewShop.open()
        let refused = await refusal { _ = try await reviews.send("GET", "/products/1", query: query) }
        #expect(refused?.fields.map(\.field) == Array(query.keys))
        let both = await refusal {
            _ = try await reviews.send("GET", "/products/1", query: ["sort": "highest", "rating": "5"])
        }
        #expect(both?.fields.map(\.field) == ["sort"])
    }

    @Test("Who keeps products is told when what reviews add to them has changed, and only then")
    func touched() async throws {
        let reviews = try await ReviewShop.open(["moderation": "all"])
        let ann = try await reviews.customer("Ann")
        let events = {
            try await reviews.shop.number(
                "SELECT COUNT(*) FROM outbox WHERE type = 'product.extended' AND subject_id = 1"
            )
        }
        let id = try #require(try await reviews.post(4, by: ann)["id"].integer)
        #expect(try await events() == 0)
        _ = try await reviews.send("PATCH", "/\(id)", ["status": "approved"], by: .system)
        #expect(try await events() == 1)
        _ = try await reviews.send("PATCH", "/\(id)", ["status": "approved", "answer": "Thanks."], by: .system)
        #expect(try await events() == 1)
        _ = try await reviews.send("DELETE", "/\(id)", by: .system)
        #expect(try await events() == 2)
    }

    @Test("Totals are exact however many review, approve, reject, report and delete at once")
    func concurrent() async throws {
        let reviews = try await ReviewShop.open(["moderation": "none", "report_limit": 2])
        var customers: [TotemKernel.Actor] = []
        for index in 0..<16 { customers.append(try await reviews.customer("Customer\(index)")) }
        try await withThrowingTaskGroup(of: Void.self) { [customers] group in
            for (index, customer) in customers.enumerated() {
                group.addTask {
                    for product in 1...3 as ClosedRange<Int64> {
                        let rating = (Int64(index) + product) % 5 + 1
                        let id = try await reviews.post(rating, of: product, by: customer)["id"].integer ?? 0
                        let statuses = ["rejected", "approved", "pending", "approved"].prefix(index % 5)
                        for status in statuses {
                            _ = try await reviews.send("PATCH", "/\(id)", ["status": .string(status)], by: .system)
                        }
                        if index % 3 == 0 {
                            _ = try await reviews.send(
                                "PATCH",
                                "/\(id)",
                                ["rating": .integer(6 - rating)],
                                by: customer
                            )
                        }
                        if index % 7 == 0 { _ = try await reviews.send("DELETE", "/\(id)", by: customer) }
                    }
                    // Some are gone, hidden or reported twice by then: only the sums matter.
                    for other in 1...8 {
                        _ = await refusal {
                            _ = try await reviews.send("POST", "/\(other)/reports", ["reason": "Rude."], by: customer)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await reviews.totalsAreExact())
        #expect(try await reviews.shop.number("SELECT COUNT(*) FROM product_review_totals") == 3)
        #expect(try await reviews.shop.number("SELECT COUNT(*) FROM product_reviews") == 39)
    }
}
