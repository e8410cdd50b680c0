import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Whom criteria find")
struct FindingTests {
    /// Ada of Germany has bought three pots, one by one; Bob of Austria a bowl; Cem has bought a mug from Britain, where his
    /// only address is; Dan nothing.
    private static func open() async throws -> SegmentShop {
        let segments = try await SegmentShop.open()
        let ada = try await segments.customer("ada@example.com", country: "DE")
        let bob = try await segments.customer("bob@example.com", country: "AT")
        for _ in 1...3 {
            try await segments.buy(ada)
            segments.shop.clock.advance(milliseconds: 86_400_000)
        }
        let cem = try await segments.customer("cem_x@example.org")
        try await segments.buy(bob, [("BOWL-1", 1)])
        try await segments.buy(cem, [("MUG-1", 1)])
        try await segments.customer("dan@example.com")
        segments.shop.clock.advance(milliseconds: 86_400_000 / 2)
        return segments
    }

    private static let cases: [(JSONValue, [String])] = [
        (["email": ["eq": "ADA@example.com"]], ["ada"]),
        (["email": ["ne": "ada@example.com"]], ["bob", "cem_x", "dan"]),
        (["email": ["in": ["ada@example.com", "dan@example.com"]]], ["ada", "dan"]),
        (["email": ["contains": "@Example.org"]], ["cem_x"]),
        (["email": ["contains": "m_x"]], ["cem_x"]), (["email": ["contains": "%"]], []),
        (["email": ["contains": "a_a"]], []), (["email": ["contains": "'; --"]], []),
        (["country": ["eq": "DE"]], ["ada"]), (["country": ["in": ["AT", "GB"]]], ["bob", "cem_x"]),
        // Whose country nobody knows is not in Germany.
        (["country": ["ne": "DE"]], ["bob", "cem_x", "dan"]),
        (["created.days_ago": ["gte": 3]], ["ada", "bob"]), (["created.days_ago": ["lt": 1]], ["cem_x", "dan"]),
        (["created.days_ago": ["eq": 3]], ["ada", "bob"]),
        (["orders.count": ["gte": 3]], ["ada"]), (["orders.count": ["eq": 0]], ["dan"]),
        (["orders.count": ["gt": 0, "lt": 3]], ["bob", "cem_x"]), (["orders.count": ["in": [0, 3]]], ["ada", "dan"]),
        (["orders.count": ["ne": 1]], ["ada", "dan"]),
        (["orders.total": ["gte": 5997]], ["ada", "bob"]), (["orders.total": ["gt": 5997]], ["bob"]),
        (["orders.total": ["lte": 333]], ["cem_x", "dan"]),
        (["orders.average": ["eq": 1999]], ["ada"]), (["orders.average": ["lt": 2000]], ["ada", "cem_x"]),
        (["not": ["orders.average": ["lt": 2000]]], ["bob", "dan"]),
        (["last_order.days_ago": ["lte": 0]], ["bob", "cem_x"]), (["last_order.days_ago": ["eq": 1]], ["ada"]),
        (["first_order.days_ago": ["gte": 3]], ["ada"]),
        // Who has never ordered has not ordered within a day.
        (["not": ["last_order.days_ago": ["lte": 0]]], ["ada", "dan"]),
        (["bought.product": ["eq": 1]], ["ada"]), (["bought.product": ["contains": 2]], ["cem_x"]),
        (["bought.product": ["in": [1, 3]]], ["ada", "bob"]), (["bought.product": ["ne": 1]], ["bob", "cem_x", "dan"]),
        (
            [
                "all": [
                    ["orders.count": ["gte": 1]],
                    ["any": [["country": ["in": ["DE", "AT"]]], ["bought.product": ["eq": 2]]]],
                    ["not": ["orders.total": ["gt": 10_000]]],
                ]
            ], ["ada", "cem_x"]
        ),
    ]

    @Test("Each field is compared as it says")
    func fields() async throws {
        let segments = try await Self.open()
        for (criteria, names) in Self.cases {
            let found = try await segments.found(criteria)
            #expect(found == names, "\(criteria)")
        }
    }

    @Test("A category is bought with all below it")
    func categories() async throws {
        let segments = try await Self.open()
        let ids = try await segments.shop.kernel.write(as: .system) { tx, _ in
            let home = try CategoryStore.create(NewCategory(name: "Home"), in: tx).id
            let pots = try CategoryStore.create(NewCategory(name: "Pots", parentID: home), in: tx).id
            try tx.execute("INSERT INTO product_category_mappings (product_id, category_id) VALUES (1, $1)", pots)
            return (home: home.value, pots: pots.value)
        }
        #expect(try await segments.found(["bought.category": ["eq": .integer(ids.home)]]) == ["ada"])
        #expect(try await segments.found(["bought.category": ["contains": .integer(ids.pots)]]) == ["ada"])
        #expect(
            try await segments.found(["bought.category": ["ne": .integer(ids.home)]]) == ["bob", "cem_x", "dan"]
        )
    }

    @Test("What was cancelled was not bought, and what was given back was not paid")
    func undone() async throws {
        let segments = try await SegmentShop.open()
        let eve = try await segments.customer("eve@example.com")
        let first = try await segments.buy(eve)
        let second = try await segments.buy(eve, [("BOWL-1", 1)])
        #expect(try await segments.found(["orders.total": ["eq": 12_000]]) == ["eve"])
        try await segments.shop.move(first.id, to: .cancelled)
        #expect(
            try await segments.found(["all": [["orders.count": ["eq": 1]], ["orders.total": ["eq": 10_001]]]]) == [
                "eve"
            ]
        )
        #expect(try await segments.found(["bought.product": ["eq": 1]]) == [])
        try await segments.shop.kernel.write(as: .system) { tx, context in
            _ = try OrderPayments.capture(second.payments[0].id, of: second.id, amount: nil, in: tx, context)
            let back = Money(10_000, second.totals.total.currency)
            _ = try OrderRefunds.refund(try RefundRequest(amount: back), of: second.id, in: tx, context)
        }
        #expect(try await segments.found(["orders.total": ["eq": 1]]) == ["eve"])
        #expect(try await segments.found(["orders.average": ["eq": 1]]) == ["eve"])
    }

    @Test("A preview keeps nothing, shows ten of the newest, and tells how many there are")
    func preview() async throws {
        let segments = try await SegmentShop.open()
        for number in 1...12 { try await segments.customer("c\(number)@example.com") }
        let answer = try await segments.send("POST", "/preview", ["criteria": ["orders.count": ["eq": 0]]])
        #expect(answer["count"] == 12 && answer["customers"] == 12 && answer["is_estimate"] == false)
        #expect(answer["sample"].elements.map { $0["email"] }.first == "c12@example.com")
        #expect(answer["sample"].elements.count == 10)
        #expect(try await segments.shop.number("SELECT COUNT(*) FROM customer_segment_memberships") == 0)
    }

    @Test("Of more than 20,000 customers a preview looks at some, and says that it estimates")
    func estimate() async throws {
        let segments = try await SegmentShop.open()
        try await segments.addCustomers(25_000)
        let all = try await segments.send("POST", "/preview", ["criteria": ["orders.count": ["eq": 0]]])
        #expect(all["count"] == 25_000 && all["customers"] == 25_000 && all["is_estimate"] == true)
        let none = try await segments.send("POST", "/preview", ["criteria": ["orders.count": ["gt": 0]]])
        #expect(none["count"] == 0 && none["sample"] == [])
        // A tenth of them, as near as a sample can tell.
        let tenth = try await segments.send("POST", "/preview", ["criteria": ["email": ["contains": "1@"]]])
        #expect((2000...3000).contains(try #require(tenth["count"].integer)))
    }
}

extension SegmentShop {
    /// Customers by number, written into the store as they are.
    func addCustomers(_ count: Int64) async throws {
        _ = try await shop.files.store.write { tx in
            try tx.execute(
                """
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
                INSERT INTO users (email, password_hash, created_at, updated_at)
                SELECT 'n' || i || '@example.com', 'x', 1700000000000, 1700000000000 FROM n
                """,
                count
            )
        }
    }
}
