import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("What criteria may be")
struct CriteriaTests {
    private static let good: JSONValue = ["orders.count": ["gte": 3]]

    private static let wrong: [(JSONValue, String, String)] = [
        ([:], "criteria", "is empty"),
        (["orders.count": ["gte": 1], "country": ["eq": "DE"]], "criteria", "one member, not country, orders.count"),
        (["all": []], "criteria.all", "needs a condition"),
        (["all": good], "criteria.all", "must be a list of conditions, not an object"),
        (
            ["all": [good, ["any": [["orders.cuont": ["gte": 3]]]]]], "criteria.all[1].any[0]",
            "no field 'orders.cuont'; did you mean 'orders.count'?"
        ),
        (["all": [["ordersCount": ["gte": 3]]]], "criteria.all[0]", "did you mean 'orders.count'?"),
        (["not": ["all": [12]]], "criteria.not.all[0]", "must be an object such as"),
        (["not": ["orders.count": 3]], "criteria.not", "must be compared with something"),
        (["any": [["orders.count": ["atleast": 3]]]], "criteria.any[0]", "but with eq, ne, gt, gte, lt, lte, in"),
        (["orders.count": ["contains": 3]], "criteria", "can't be compared with 'contains'"),
        (["email": ["gt": "a"]], "criteria", "but with eq, ne, in, contains"),
        (["orders.count": ["gte": "three"]], "criteria", "must be a whole number from 0"),
        (["orders.count": ["gte": -1]], "criteria", "must be a whole number from 0"),
        (["orders.total": ["gte": 12.5]], "criteria", "must be a whole number from 0"),
        (["orders.total": ["gte": 1e30]], "criteria", "must be a whole number from 0"),
        (["orders.count": ["in": []]], "criteria", "a list of 1 to 100 values"),
        (["orders.count": ["in": 3]], "criteria", "a list of 1 to 100 values, not a number"),
        (["country": ["in": ["DE", "Austria"]]], "criteria", "two letters"),
        (["email": ["contains": ""]], "criteria", "1 to 254 characters"),
        (["bought.product": ["eq": 999]], "criteria", "there is no product 999"),
        (["any": [good, ["bought.category": ["in": [999]]]]], "criteria.any[1]", "there is no category 999"),
        (["any": [good, ["segment": ["in": [999]]]]], "criteria.any[1]", "there is no segment 999"),
        (["bought.product": ["eq": "POT-1"]], "criteria", "the id of a product"),
        (["segment": ["eq": "VIP"]], "criteria", "the id of a segment"),
        (["all": [good, ["reviews.count": ["gte": 1]]]], "criteria.all[1]", "needs the plugin Reviews, which is off"),
    ]

    @Test("What is wrong is named by its place, in a preview and when it is kept", arguments: wrong)
    func places(criteria: JSONValue, place: String, words: String) async throws {
        let segments = try await SegmentShop.open()
        for isKept in [true, false] {
            let refused = await refusal {
                if isKept { try await segments.add("A", criteria) } else { try await segments.preview(criteria) }
            }
            #expect(refused?.kind == (words.contains("which is off") ? .conflict : .invalid))
            #expect(refused?.fields.map(\.field) == [place], "\(refused?.fields ?? [])")
            #expect(refused?.fields.first?.message.contains(words) == true, "\(refused?.fields ?? [])")
        }
        #expect(try await segments.shop.number("SELECT COUNT(*) FROM customer_segments") == 0)
    }

    @Test("A country is one that an address can have, in capitals, and no other")
    func countries() async throws {
        let segments = try await SegmentShop.open()
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        for first in letters {
            let codes = letters.map { "\(first)\($0)" }
            let refused = await refusal {
                try await segments.preview(["any": .array(codes.map { ["country": ["eq": .string($0)]] })])
            }
            // At most twenty mistakes are told.
            let wrong = codes.enumerated().filter { !Country.codes.contains($0.element) }.prefix(20)
            #expect(refused?.fields.map(\.field) ?? [] == wrong.map { "criteria.any[\($0.offset)]" })
        }
        try await segments.preview(["country": ["in": ["DE", "AT", "XK"]]])
    }

    @Test("Every mistake is told at once")
    func several() async throws {
        let segments = try await SegmentShop.open()
        let criteria: JSONValue = [
            "all": [["x": 1], ["any": [Self.good, ["country": ["eq": 1]]]], ["email": ["lt": 1]]]
        ]
        let refused = await refusal { try await segments.add("A", criteria) }
        #expect(refused?.fields.map(\.field) == ["criteria.all[0]", "criteria.all[1].any[1]", "criteria.all[2]"])
    }

    @Test("Criteria have at most 50 conditions and ten levels")
    func sizes() async throws {
        let segments = try await SegmentShop.open()
        let nested = { (levels: Int) in
            (1..<levels).reduce(Self.good) { criteria, _ -> JSONValue in ["not": criteria] }
        }
        let many = { (count: Int) -> JSONValue in ["any": .array(Array(repeating: Self.good, count: count))] }
        #expect(await refusal { try await segments.preview(nested(10)) } == nil)
        let deep = await refusal { try await segments.preview(nested(11)) }
        #expect(deep?.fields.first?.message.contains("stands too deep") == true)
        #expect(await refusal { try await segments.preview(many(50)) } == nil)
        let long = await refusal { try await segments.preview(many(51)) }
        #expect(long?.fields == [KernelError.Field("criteria", "must have at most 50 conditions, not 51")])
    }

    @Test("A shop has a hundred segments, however many are made at once")
    func most() async throws {
        let segments = try await SegmentShop.open()
        try await segments.shop.files.store.write { tx in
            for number in 1...95 {
                try tx.execute(
                    """
                    INSERT INTO customer_segments (name, slug, description, criteria, created_at, updated_at)
                    VALUES ('Old', $1, '', '{}', 0, 0)
                    """,
                    "old-\(number)"
                )
            }
        }
        let codes = await withTaskGroup(of: String?.self) { group in
            for number in 0..<15 {
                group.addTask { await refusal { try await segments.add("New \(number)", Self.good) }?.code }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes.count { $0 == "too-many-segments" } == 10)
        #expect(try await segments.shop.number("SELECT COUNT(*) FROM customer_segments") == 100)
    }

    @Test("Names, slugs and descriptions have limits, and unknown members are named")
    func members() async throws {
        let segments = try await SegmentShop.open()
        let bad: [([String: JSONValue], String)] = [
            (["name": ""], "name"), (["name": " "], "name"), (["name": "a\u{7}"], "name"), (["name": 12], "name"),
            (["name": .string(String(repeating: "x", count: 101))], "name"), (["name": "客户"], "slug"),
            (["slug": "A B"], "slug"), (["slug": ""], "slug"), (["colour": "red"], "colour"),
            (["description": .string(String(repeating: "x", count: 1001))], "description"),
            (["criteria": nil], "criteria"),
            (["criteria": [1]], "criteria"),
        ]
        let body: [String: JSONValue] = ["name": "Good", "criteria": Self.good]
        for (change, field) in bad {
            let sent = JSONValue.object(body.merging(change) { _, new in new })
            let refused = await refusal { _ = try await segments.send("POST", "/", sent) }
            #expect(refused?.fields.map(\.field) == [field], "\(change): \(refused?.detail ?? "nothing")")
        }
        let made = try await segments.send("POST", "/", ["name": "客户", "slug": "kehu", "criteria": Self.good])
        #expect(made["audience"] == "segment:kehu")
        let twice = await refusal { try await segments.add("Kehu!", Self.good) }
        #expect(twice?.fields.map(\.field) == ["slug"])
    }
}

extension SegmentShop {
    func preview(_ criteria: JSONValue) async throws {
        _ = try await send("POST", "/preview", ["criteria": criteria])
    }
}
