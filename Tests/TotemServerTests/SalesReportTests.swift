import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Sales reports")
struct SalesReportTests {
    /// A shop with orders of many days, some of them cancelled, some refunded on a later day.
    private struct Shop {
        let staff: TestClient
        let orders: [JSONValue]

        init(_ guest: TestClient, _ kernel: Kernel, _ clock: TestClock) async throws {
            staff = try await guest.with(.admin, kernel)
            for (sku, price) in [("MUG", 500), ("POT", 999)] as [(String, Int64)] {
                let body: JSONValue = [
                    "name": .string(sku), "sku": .string(sku), "price": ["amount": .integer(price), "currency": "USD"],
                ]
                _ = try await staff.post("/v1/products", body)
            }
            var random = SystemRandomNumberGenerator()
            for number in 0..<40 {
                clock.advance(milliseconds: .random(in: 1...(2 * 86_400_000), using: &random))
                let items: JSONValue = [
                    ["sku": "MUG", "quantity": .integer(.random(in: 1...3, using: &random))],
                    ["sku": "POT", "quantity": 1],
                ]
                let order = try await guest.checkout(try await guest.post("/v1/carts", ["items": items]))
                let path = "/v1/orders/\(order["id"].integer ?? 0)"
                guard number % 5 != 0 else {
                    _ = try await staff.post("\(path)/transitions", ["to": "cancelled"])
                    continue
                }
                guard number % 3 == 0 else { continue }
                let payment = order["payments"][0]["id"]?.integer ?? 0
                #expect(try await staff.post("\(path)/payments/\(payment)/capture", [:]).status == 200)
                clock.advance(milliseconds: 3 * 86_400_000)
                let line: JSONValue = [
                    "id": order["items"][0]["id"] ?? .null, "quantity": 1, "restock": false,
                ]
                #expect(try await staff.post("\(path)/refunds", ["items": [line]]).status == 201)
                let amount: JSONValue = ["amount": ["amount": 123, "currency": "USD"], "reason": "late"]
                #expect(try await staff.post("\(path)/refunds", amount).status == 201)
            }
            var cursor = ""
            var all: [JSONValue] = []
            repeat {
                let page = try await staff.get("/v1/orders?limit=100\(cursor)")
                all += page["data"].elements
                cursor = page["next_cursor"].text.map { "&cursor=\($0)" } ?? ""
            } while !cursor.isEmpty
            orders = all
        }

        /// What the orders themselves say of the days from one to another, both counted.
        func expected(_ from: String, _ to: String) -> [String: Int64] {
            var sums: [String: Int64] = [:]
            for order in orders where order["status"] != "cancelled" {
                let day = order["created_at"]?.text?.prefix(10) ?? ""
                for refund in order["refunds"]?.elements ?? [] {
                    let day = refund["created_at"]?.text?.prefix(10) ?? ""
                    guard day >= from, day <= to else { continue }
                    sums["refunded", default: 0] += refund["amount"]?["amount"]?.integer ?? 0
                }
                guard day >= from, day <= to else { continue }
                sums["orders", default: 0] += 1
                for item in order["items"]?.elements ?? [] {
                    sums["items", default: 0] += item["quantity"]?.integer ?? 0
                }
                for name in ["subtotal", "discount", "fees", "shipping", "tax", "total"] {
                    sums[name, default: 0] += order[name]?["amount"]?.integer ?? 0
                }
            }
            sums["net"] = (sums["total"] ?? 0) - (sums["refunded"] ?? 0)
            return sums
        }

        /// What the orders' lines, and their refunds, say themselves, by SKU.
        func expectedProducts() -> [String: [String: Int64]] {
            var sums: [String: [String: Int64]] = [:]
            for order in orders where order["status"] != "cancelled" {
                var skus: [Int64: String] = [:]
                for item in order["items"]?.elements ?? [] {
                    let sku = item["sku"]?.text ?? ""
                    skus[item["id"]?.integer ?? 0] = sku
                    sums[sku, default: [:]]["quantity", default: 0] += item["quantity"]?.integer ?? 0
                    sums[sku, default: [:]]["total", default: 0] += item["total"]?["amount"]?.integer ?? 0
                    sums[sku, default: [:]]["discount", default: 0] += item["discount"]?["amount"]?.integer ?? 0
                }
                for refund in order["refunds"]?.elements ?? [] {
                    for line in refund["items"]?.elements ?? [] {
                        let sku = skus[line["id"]?.integer ?? 0] ?? ""
                        sums[sku, default: [:]]["refunded", default: 0] += line["amount"]?["amount"]?.integer ?? 0
                    }
                }
            }
            return sums
        }
    }

    private static let numbers = ["orders", "items"]
    private static let amounts = ["subtotal", "discount", "fees", "shipping", "tax", "total", "refunded", "net"]

    private func check(_ row: JSONValue, _ expected: [String: Int64]) {
        for name in Self.numbers { #expect(row[name]?.integer == expected[name] ?? 0, "\(name) of \(row)") }
        for name in Self.amounts {
            #expect(row[name]?["amount"]?.integer == expected[name] ?? 0, "\(name) of \(row)")
            #expect(row[name]?["currency"] == "USD")
        }
    }

    private func check(product row: JSONValue, _ expected: [String: Int64]) {
        #expect(row["quantity"]?.integer == expected["quantity"] && row["name"] == row["sku"])
        for name in ["total", "discount", "refunded"] {
            #expect(row[name]?["amount"]?.integer == expected[name] ?? 0, "\(name) of \(row)")
        }
    }

    private static func keys(_ name: String, of rows: [JSONValue]) -> [Int64] {
        rows.map { row in (row[name]?["amount"] ?? row[name])?.integer ?? -1 }
    }

    @Test("Days, weeks and months add up to what the orders say themselves")
    func sums() async throws {
        // A Wednesday.
        let clock = TestClock(Timestamp(milliseconds: 1_785_888_000_000))
        try await withServer(clock: clock) { guest, kernel in
            let shop = try await Shop(guest, kernel, clock)
            let (from, to) = ("2026-08-04", String(clock.now.description.prefix(10)))
            for by in ["day", "week", "month"] {
                let report = try await shop.staff.get("/v1/reports/sales?from=\(from)&to=\(to)&by=\(by)")
                #expect(report.status == 200)
                let rows = report["data"].elements
                let periods = rows.compactMap { $0["period"]?.text }
                #expect(periods.count > 1 && periods == Set(periods).sorted())
                for (index, row) in rows.enumerated() {
                    let next = index + 1 < periods.count ? periods[index + 1] : "9999"
                    let days = shop.orders.flatMap { order in
                        [order["created_at"]] + (order["refunds"]?.elements ?? []).map { $0["created_at"] }
                    }.compactMap { $0?.text.map { String($0.prefix(10)) } }
                    let last = days.filter { $0 < next }.max() ?? ""
                    check(row, shop.expected(max(periods[index], from), last))
                }
            }
            let orders = shop.orders.filter { $0["status"] != "cancelled" }
            let day = try #require(orders.first?["created_at"]?.text?.prefix(10))
            let one = try await shop.staff.get("/v1/reports/sales?from=\(day)&to=\(day)")
            #expect(one["data"].elements.count == 1)
            check(one["data"][0], shop.expected(String(day), String(day)))
        }
    }

    @Test("Products add up to what the orders' lines say themselves, sorted as asked for")
    func products() async throws {
        let clock = TestClock(Timestamp(milliseconds: 1_785_888_000_000))
        try await withServer(clock: clock) { guest, kernel in
            let shop = try await Shop(guest, kernel, clock)
            let days = "from=2026-08-04&to=\(clock.now.description.prefix(10))"
            let expected = shop.expectedProducts()
            #expect(expected["MUG"]?["refunded"] ?? 0 > 0)
            for sort in ["total", "quantity", "refunded"] {
                let rows = try await shop.staff.get("/v1/reports/products?\(days)&sort=\(sort)")["data"].elements
                #expect(Set(rows.compactMap { $0["sku"]?.text }) == ["MUG", "POT"])
                for row in rows { check(product: row, expected[row["sku"]?.text ?? ""] ?? [:]) }
                let keys = Self.keys(sort, of: rows)
                #expect(keys == keys.sorted(by: >))
            }
            #expect(try await shop.staff.get("/v1/reports/products?\(days)&limit=1")["data"].elements.count == 1)
            #expect(try await shop.staff.get("/v1/reports/products?from=2020-01-01&to=2020-02-01")["data"] == [])
        }
    }

    @Test("Sums that no 64-bit number holds are refused, not an error of the server")
    func tooLarge() async throws {
        let clock = TestClock(Timestamp(milliseconds: 1_785_888_000_000))
        try await withServer(clock: clock) { guest, kernel in
            let shop = try await Shop(guest, kernel, clock)
            try await kernel.store.write { tx in
                try tx.execute("UPDATE orders SET total_amount = $1", Int64.max - 1)
                try tx.execute("UPDATE order_items SET total = $1", Int64.max - 1)
            }
            let days = "from=2026-08-04&to=\(clock.now.description.prefix(10))"
            for report in ["sales?by=month&\(days)", "products?\(days)"] {
                let answer = try await shop.staff.get("/v1/reports/\(report)")
                #expect(answer.status == 422 && answer.problem == "amount-too-large", "\(report)")
            }
        }
    }

    @Test(
        "A report of products is refused with the field",
        arguments: [
            ("limit=0", "limit", 422), ("sort=name", "sort", 422), ("from=2024-01-01", "from", 422),
        ]
    )
    func refusedProducts(_ query: String, _ field: String, _ status: Int) async throws {
        try await withServer { guest, kernel in
            let answer = try await guest.with(.staff, kernel).get("/v1/reports/products?\(query)")
            #expect(answer.status == status && answer["errors"][0]["field"] == .string(field))
        }
    }

    @Test("Weeks begin on Mondays and months on the first; a period without sales has a row of zeros")
    func periods() async throws {
        try await withServer(clock: TestClock()) { guest, kernel in
            let staff = try await guest.with(.staff, kernel)
            let periods: (String) async throws -> [String] = { query in
                let rows = try await staff.get("/v1/reports/sales?\(query)")["data"].elements
                for row in rows { check(row, [:]) }
                return rows.compactMap { $0["period"]?.text }
            }
            #expect(try await periods("from=2026-12-30&to=2027-01-04&by=week") == ["2026-12-28", "2027-01-04"])
            #expect(
                try await periods("from=2027-11-30&to=2028-02-29&by=month") == [
                    "2027-11-01", "2027-12-01", "2028-01-01", "2028-02-01",
                ]
            )
            #expect(try await periods("from=2028-02-28&to=2028-03-01") == ["2028-02-28", "2028-02-29", "2028-03-01"])
            let usual = try await periods("by=day")
            #expect(usual.count == 30 && usual.last == "2026-11-24" && usual.first == "2026-10-26")
            #expect(try await periods("by=week").count == 12)
            #expect(try await periods("by=month").first == "2025-12-01")
        }
    }

    @Test(
        "What can't be reported is refused with the field",
        arguments: [
            ("from=2026-02-29", "from", 422), ("to=2026-1-1", "to", 422), ("to=tomorrow", "to", 422),
            ("from=2026-05-02&to=2026-05-01", "from", 422), ("from=2024-01-01&to=2026-01-01", "from", 422),
            ("by=year", "by", 422), ("from=2026-11-24T00:00:00Z", "from", 422), ("form=2026-01-01", "form", 422),
        ]
    )
    func refused(_ query: String, _ field: String, _ status: Int) async throws {
        try await withServer { guest, kernel in
            let answer = try await guest.with(.staff, kernel).get("/v1/reports/sales?\(query)")
            #expect(answer.status == status && answer["errors"][0]["field"] == .string(field), "\(answer.json)")
        }
    }

    @Test("A report has at most 400 periods")
    func bounded() async throws {
        try await withServer { guest, kernel in
            let staff = try await guest.with(.staff, kernel)
            let rows = { (query: String) in try await staff.get("/v1/reports/sales?\(query)") }
            #expect(try await rows("from=2026-01-01&to=2027-02-04")["data"].elements.count == 400)
            #expect(try await rows("from=2026-01-01&to=2027-02-05").status == 422)
            #expect(try await rows("from=1994-01-01&to=2027-04-30&by=month")["data"].elements.count == 400)
        }
    }
}
