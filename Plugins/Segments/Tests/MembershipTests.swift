import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Members of segments")
struct MembershipTests {
    private static let buyers: JSONValue = ["orders.count": ["gte": 1]]

    @Test("Made with its members, read, changed, listed and deleted with them")
    func life() async throws {
        let segments = try await SegmentShop.open()
        let ada = try await segments.customer("ada@example.com")
        try await segments.customer("bob@example.com")
        try await segments.buy(ada)
        let made = try await segments.add("Good Buyers, all", Self.buyers)
        #expect(made.status == 201)
        let id = try #require(made["id"].integer)
        #expect(made["slug"] == "good-buyers-all" && made["audience"] == "segment:good-buyers-all")
        #expect(made["criteria"] == Self.buyers && made["description"] == "" && made["member_count"] == 1)
        #expect(made["is_refreshing"] == false && made["refreshed_at"].text != nil && made["problem"] == .null)
        #expect(try await segments.members(id) == ["ada"])
        let member = try await segments.send("GET", "/\(id)/members")["data"][0]
        #expect(member["user_id"] == .integer(ada.value) && member["email"] == "ada@example.com")

        let changed = try await segments.send("PATCH", "/\(id)", ["criteria": ["orders.count": ["eq": 0]]])
        #expect(changed["slug"] == "good-buyers-all" && changed["member_count"] == 1)
        #expect(try await segments.members(id) == ["bob"])
        let renamed = try await segments.send("PATCH", "/\(id)", ["name": "Lookers", "description": "None yet"])
        #expect(renamed["name"] == "Lookers" && renamed["slug"] == "good-buyers-all")
        #expect(renamed["criteria"] == ["orders.count": ["eq": 0]])
        #expect(try await segments.send("GET", "/")["data"].elements.map { $0["name"] } == ["Lookers"])
        #expect(try await segments.send("DELETE", "/\(id)").status == 204)
        try await segments.runJobs()
        #expect(try await segments.shop.number("SELECT COUNT(*) FROM customer_segment_memberships") == 0)
        for path in ["/\(id)", "/\(id)/members", "/0", "/x"] {
            #expect(await refusal { _ = try await segments.send("GET", path) }?.kind == .notFound)
        }
        #expect(await refusal { _ = try await segments.send("POST", "/\(id)/refresh") }?.kind == .notFound)
    }

    @Test("An order, its cancellation and a refund are seen soon after their commits")
    func events() async throws {
        let segments = try await SegmentShop.open()
        let id = try #require(try await segments.add("Rich", ["orders.total": ["gte": 10_000]])["id"].integer)
        let ada = try await segments.customer("ada@example.com")
        let bob = try await segments.customer("bob@example.com")
        let first = try await segments.buy(ada, [("BOWL-1", 1)])
        let second = try await segments.buy(bob, [("BOWL-1", 1)])
        #expect(try await segments.members(id) == [])
        try await segments.settle()
        #expect(try await segments.members(id) == ["ada", "bob"])
        try await segments.shop.move(first.id, to: .cancelled)
        try await segments.settle()
        #expect(try await segments.members(id) == ["bob"])
        try await segments.shop.kernel.write(as: .system) { tx, context in
            _ = try OrderPayments.capture(second.payments[0].id, of: second.id, amount: nil, in: tx, context)
            let back = Money(2, second.totals.total.currency)
            _ = try OrderRefunds.refund(try RefundRequest(amount: back), of: second.id, in: tx, context)
        }
        try await segments.settle()
        #expect(try await segments.members(id) == [])
        #expect(try await segments.send("GET", "/\(id)")["member_count"] == 0)
        #expect(try await segments.shop.number("SELECT COUNT(*) FROM customer_segment_changes") == 0)
    }

    @Test("Who registers or changes is seen, and orders of guests are nobody's")
    func customers() async throws {
        let segments = try await SegmentShop.open()
        let all = try #require(try await segments.add("All", ["created.days_ago": ["gte": 0]])["id"].integer)
        try await segments.customer("ada@example.com")
        _ = try await segments.shop.order(try await segments.shop.cart().token)
        try await segments.settle()
        #expect(try await segments.members(all) == ["ada"])
    }

    @Test("Days that pass are seen by the refresh of the schedule")
    func days() async throws {
        let segments = try await SegmentShop.open()
        let ada = try await segments.customer("ada@example.com")
        try await segments.buy(ada)
        let fresh = try #require(try await segments.add("Fresh", ["last_order.days_ago": ["lt": 2]])["id"].integer)
        #expect(try await segments.members(fresh) == ["ada"])
        segments.shop.clock.advance(milliseconds: 2 * 86_400_000)
        try await segments.runJobs()
        #expect(try await segments.members(fresh) == [])
    }

    @Test("A thousand customers are looked at in short transactions, each with how far it has come")
    func batches() async throws {
        let segments = try await SegmentShop.open()
        try await segments.addCustomers(1200)
        let made = try await segments.add("All", ["orders.count": ["eq": 0]])
        let id = try #require(made["id"].integer)
        #expect(made["is_refreshing"] == true && made["member_count"] == 500 && made["refreshed_at"] == .null)
        try await segments.runJobs()
        let done = try await segments.send("GET", "/\(id)")
        #expect(done["is_refreshing"] == false && done["member_count"] == 1200)
        #expect(try await segments.shop.number("SELECT COUNT(*) FROM customer_segment_memberships") == 1200)
        #expect(try await segments.send("POST", "/\(id)/refresh").status == 202)
        try await segments.runJobs()
        #expect(try await segments.send("GET", "/\(id)")["member_count"] == 1200)
    }

    @Test("A segment that names others is found after them, follows them, and keeps them from being deleted")
    func references() async throws {
        let segments = try await SegmentShop.open()
        let ada = try await segments.customer("ada@example.com", country: "DE")
        try await segments.customer("bob@example.com", country: "DE")
        try await segments.buy(ada)
        let buyers = try #require(try await segments.add("Buyers", Self.buyers)["id"].integer)
        let german: JSONValue = ["all": [["segment": ["eq": .integer(buyers)]], ["country": ["eq": "DE"]]]]
        let named = try #require(try await segments.add("German buyers", german)["id"].integer)
        let others = try #require(
            try await segments.add("Others", ["segment": ["ne": .integer(buyers)]])["id"].integer
        )
        #expect(try await segments.members(named) == ["ada"])
        #expect(try await segments.members(others) == ["bob"])
        let used = await refusal { _ = try await segments.send("DELETE", "/\(buyers)") }
        #expect(used?.kind == .conflict && used?.detail.contains("German buyers, Others") == true)
        _ = try await segments.send("PATCH", "/\(buyers)", ["criteria": ["orders.count": ["eq": 0]]])
        try await segments.runJobs()
        #expect(try await segments.members(named) == ["bob"])
        #expect(try await segments.members(others) == ["ada"])
    }

    @Test("No segment depends on itself, whatever the way")
    func circles() async throws {
        let segments = try await SegmentShop.open()
        let first = try #require(try await segments.add("A", Self.buyers)["id"].integer)
        let second = try #require(try await segments.add("B", ["segment": ["eq": .integer(first)]])["id"].integer)
        let third = try #require(
            try await segments.add("C", ["all": [["segment": ["eq": .integer(second)]]]])["id"].integer
        )
        let itself: JSONValue = ["criteria": ["segment": ["in": [.integer(first)]]]]
        let own = await refusal { _ = try await segments.send("PATCH", "/\(first)", itself) }
        #expect(own?.fields == [KernelError.Field("criteria", "a segment can't depend on itself: 'A' → 'A'")])
        let circle: JSONValue = ["criteria": ["any": [Self.buyers, ["segment": ["eq": .integer(third)]]]]]
        let round = await refusal { _ = try await segments.send("PATCH", "/\(first)", circle) }
        #expect(
            round?.fields
                == [KernelError.Field("criteria.any[1]", "a segment can't depend on itself: 'A' → 'C' → 'B' → 'A'")]
        )
        let nobody = await refusal { try await segments.add("D", ["segment": ["eq": 99]]) }
        #expect(nobody?.fields == [KernelError.Field("criteria", "there is no segment 99")])
        #expect(try await segments.send("GET", "/\(first)")["criteria"] == Self.buyers)
    }

    @Test("Long criteria are listed, fewer on a page, and have an end")
    func longCriteria() async throws {
        let segments = try await SegmentShop.open()
        func criteria(_ length: Int) -> JSONValue {
            let emails = (0..<100).map { JSONValue.string("\($0)" + String(repeating: "x", count: length)) }
            return .object(["any": .array(Array(repeating: ["email": ["in": .array(emails)]], count: 50))])
        }
        for number in 1...3 { try await segments.add("Long \(number)", criteria(80)) }
        var query = ["limit": "3"]
        var names: [[JSONValue?]] = []
        repeat {
            let page = try await segments.send("GET", "/", query: query)
            names.append(page["data"].elements.map { $0["name"] })
            query["cursor"] = page["next_cursor"].text
        } while query["cursor"] != nil && names.count < 5
        #expect(names == [["Long 3", "Long 2"], ["Long 1"]])
        let refused = await refusal { try await segments.add("Too long", criteria(150)) }
        #expect(refused?.kind == .invalid && refused?.fields.map(\.field) == ["criteria"])
    }

    @Test("A chain of segments has an end, and a shop a hundred of them")
    func limits() async throws {
        let segments = try await SegmentShop.open()
        var last = try #require(try await segments.add("S0", Self.buyers)["id"].integer)
        for number in 1...5 {
            last = try #require(
                try await segments.add("S\(number)", ["segment": ["eq": .integer(last)]])["id"].integer
            )
        }
        let deep = await refusal { try await segments.add("S6", ["segment": ["eq": .integer(last)]]) }
        #expect(deep?.fields.first?.message.contains("at most 5 deep") == true)
        for number in 6..<100 { try await segments.add("S\(number)", Self.buyers) }
        #expect(await refusal { try await segments.add("S100", Self.buyers) }?.code == "too-many-segments")
        // All of them look at one customer, and tell of it.
        let ada = try await segments.customer("ada@example.com")
        try await segments.buy(ada)
        try await segments.settle()
        let audiences = try await segments.audiences(.user(ada, roles: [.customer]))
        #expect(audiences.count == 100)
    }
}

extension SegmentShop {
    func audiences(_ actor: TotemKernel.Actor) async throws -> [String] {
        try await shop.kernel.read(as: actor) { tx, context in try context.audiences(in: tx) }
    }
}
