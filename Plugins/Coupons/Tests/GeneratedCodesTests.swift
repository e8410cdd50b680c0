import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Codes in bulk, each for one order")
struct GeneratedCodesTests {
    /// A coupon with a batch that has been filled.
    private static func batch(
        _ coupons: CouponShop,
        _ quantity: Int64,
        _ more: [String: JSONValue] = [:]
    ) async throws -> (coupon: Int64, batch: Int64, codes: [String]) {
        let id = try await coupons.add("VOUCHER", "fixed_amount", 500, ["activation": "generated"])
        let members: [String: JSONValue] = ["quantity": .integer(quantity)]
        let made = try await coupons.send(
            "POST",
            "/coupons/\(id)/batches",
            .object(members.merging(more) { _, new in new })
        )
        #expect(made.status == 202)
        #expect(made["status"] == "queued" && made["generated"] == 0)
        let batch = try #require(made["id"].integer)
        try await coupons.runJobs()
        let page = try await coupons.send("GET", "/batches/\(batch)/codes", query: ["limit": "100"])
        return (id, batch, page["data"].elements.compactMap { $0["code"]?.text })
    }

    @Test("A job makes them, all different, and they can be read in pages and as a file")
    func job() async throws {
        let coupons = try await CouponShop.open()
        let (id, batch, codes) = try await Self.batch(coupons, 1201, ["prefix": "xm-", "length": 8])
        let shown = try await coupons.send("GET", "/batches/\(batch)")
        #expect(shown["status"] == "done" && shown["generated"] == 1201 && shown["quantity"] == 1201)
        #expect(shown["finished_at"] != .null && shown["is_active"] == true)
        #expect(try await coupons.shop.number("SELECT COUNT(DISTINCT code) FROM coupon_codes") == 1201)
        #expect(codes.allSatisfy { $0.hasPrefix("XM-") && $0.count == 11 })
        // Without what is mistaken for another.
        let characters = Set(codes.joined().filter { $0 != "-" })
        #expect(characters.isDisjoint(with: "01OIL") && characters.count > 25)
        #expect(try await coupons.send("GET", "/coupons/\(id)/batches")["data"].elements.count == 1)
        let file = try await coupons.send("GET", "/batches/\(batch)/file")
        let lines = String(decoding: file.body, as: UTF8.self).split(separator: "\r\n")
        #expect(lines.count == 1202 && lines[1].hasSuffix(",\(codes[0]),no"))
        let last = try #require(lines[1200].split(separator: ",").first)
        let rest = try await coupons.send("GET", "/batches/\(batch)/file", query: ["after": String(last)])
        #expect(String(decoding: rest.body, as: UTF8.self).split(separator: "\r\n").dropFirst() == lines[1201...])
    }

    /// As if the process that filled it had ended in the middle.
    @Test("A batch that is begun is filled up from where it was left")
    func resumed() async throws {
        let coupons = try await CouponShop.open()
        let id = try await coupons.add("VOUCHER", "fixed_amount", 500, ["activation": "generated"])
        let batch = try await coupons.send("POST", "/coupons/\(id)/batches", ["quantity": 700])["id"].integer
        try await coupons.shop.files.store.write { tx in
            for number in Int64(0)..<500 {
                try tx.execute(
                    "INSERT INTO coupon_codes (batch_id, coupon_id, code) VALUES ($1, $2, $3)",
                    batch,
                    id,
                    "KEPT\(number)"
                )
            }
            try tx.execute("UPDATE coupon_batches SET generated = 500")
        }
        #expect(try await coupons.send("GET", "/batches/\(batch ?? 0)")["status"] == "running")
        try await coupons.runJobs()
        #expect(try await coupons.send("GET", "/batches/\(batch ?? 0)")["status"] == "done")
        #expect(try await coupons.shop.number("SELECT COUNT(*) FROM coupon_codes") == 700)
        #expect(try await coupons.shop.number("SELECT COUNT(*) FROM coupon_codes WHERE code LIKE 'KEPT%'") == 500)
    }

    @Test("Each is used once, given back by a cancellation, in any capitals; the coupon's own code is none")
    func use() async throws {
        let coupons = try await CouponShop.open()
        let (id, _, codes) = try await Self.batch(coupons, 3)
        #expect(await coupons.refusalCode(codes: ["VOUCHER"]) == "unknown-code")
        let cart = try await coupons.shop.cart(codes: [codes[0].lowercased()])
        #expect(cart.adjustments.map(\.label) == [codes[0]])
        #expect(cart.adjustments.map(\.rule) == ["VOUCHER"])
        // Of one coupon one code.
        let second = await refusal { _ = try await coupons.shop.enter(codes[1], into: cart.token) }
        #expect(second?.code == "coupon-entered")
        let order = try await coupons.shop.order(cart.token)
        #expect(order.totals.discount.amount == 500)
        #expect(await coupons.refusalCode(codes: [codes[0]]) == "coupon-used-up")
        #expect(try await coupons.timesUsed(id) == 1)
        let used = try await coupons.shop.number("SELECT order_id FROM coupon_codes WHERE order_id IS NOT NULL")
        #expect(used == order.id.value)
        try await coupons.shop.move(order.id, to: .cancelled)
        #expect(try await coupons.timesUsed(id) == 0)
        #expect(try await coupons.buy([codes[0]]).totals.discount.amount == 500)
    }

    @Test("Others ask how often a code was used: one that was generated, or a coupon's own")
    func service() async throws {
        let coupons = try await CouponShop.open()
        let (_, _, codes) = try await Self.batch(coupons, 2)
        try await coupons.add("OWN", "fixed_amount", 100)
        try await coupons.buy([codes[0]])
        for _ in 1...2 { try await coupons.buy(["OWN"]) }
        let count = { (code: String) in
            try await coupons.shop.kernel.read(as: .system) { tx, context in
                let service = try context.hooks.service("coupons.times_used")
                return try service.call([.string(code)], in: HookCall(tx, context))
            }
        }
        #expect(try await count(codes[0].lowercased()) == 1)
        #expect(try await count(codes[1]) == 0)
        #expect(try await count("own") == 2)
        #expect(await refusal { _ = try await count("NONE") }?.code == "unknown-code")
    }

    @Test("A coupon has a hundred batches, and no more")
    func mostBatches() async throws {
        let coupons = try await CouponShop.open()
        let id = try await coupons.add("VOUCHER", "fixed_amount", 500, ["activation": "generated"])
        try await coupons.shop.files.store.write { tx in
            for _ in 1...99 {
                try tx.execute(
                    "INSERT INTO coupon_batches (coupon_id, prefix, length, quantity, created_at) VALUES ($1, '', 10, 1, 0)",
                    id
                )
            }
        }
        let add = { try await coupons.send("POST", "/coupons/\(id)/batches", ["quantity": 1]).status }
        #expect(try await add() == 202)
        #expect(await refusal { _ = try await add() }?.code == "too-many-batches")
    }

    @Test("One that fifty enter at once is used once")
    func atOnce() async throws {
        let coupons = try await CouponShop.open()
        let (id, _, codes) = try await Self.batch(coupons, 1)
        var carts: [Cart] = []
        for _ in 0..<50 { carts.append(try await coupons.shop.cart(codes: codes)) }
        let outcomes = await withTaskGroup(of: String.self) { group in
            for cart in carts {
                group.addTask { await refusal { _ = try await coupons.shop.order(cart.token) }?.code ?? "ordered" }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == "ordered" } == 1)
        #expect(outcomes.count { $0 == "coupon-used-up" } == 49)
        #expect(try await coupons.timesUsed(id) == 1)
    }

    @Test("A batch is switched off, and its coupon is not deleted while it has codes")
    func switchedOff() async throws {
        let coupons = try await CouponShop.open()
        let (id, batch, codes) = try await Self.batch(coupons, 1)
        _ = try await coupons.send("PATCH", "/batches/\(batch)", ["is_active": false])
        #expect(await coupons.refusalCode(codes: codes) == "unknown-code")
        _ = try await coupons.send("PATCH", "/batches/\(batch)", ["is_active": true])
        #expect(await coupons.refusalCode(codes: codes) == nil)
        #expect(await refusal { _ = try await coupons.send("DELETE", "/coupons/\(id)") }?.code == "coupon-has-codes")
        // Nobody's own code is one of them.
        #expect(await refusal { try await coupons.add(codes[0].lowercased()) }?.fields.map(\.field) == ["code"])
    }

    private static let wrong: [([String: JSONValue], [String])] = [
        (["quantity": 0], ["quantity"]), (["quantity": 1_000_001], ["quantity"]), (["length": 7], ["length"]),
        (["length": 25], ["length"]), (["prefix": "with blank"], ["prefix"]), (["prefix": "É"], ["prefix"]),
        (["prefix": .string(String(repeating: "x", count: 21))], ["prefix"]), (["colour": 1], ["colour"]),
    ]

    @Test("What is wrong with a batch is named", arguments: wrong)
    func badFields(change: [String: JSONValue], fields: [String]) async throws {
        let coupons = try await CouponShop.open()
        let id = try await coupons.add("VOUCHER", "fixed_amount", 500, ["activation": "generated"])
        let other = try await coupons.add("PLAIN")
        let body = JSONValue.object(["quantity": 5].merging(change) { _, new in new })
        let refused = await refusal { _ = try await coupons.send("POST", "/coupons/\(id)/batches", body) }
        #expect(refused?.fields.map(\.field) == fields, "\(refused?.detail ?? "nothing")")
        let plain = await refusal { _ = try await coupons.send("POST", "/coupons/\(other)/batches", ["quantity": 5]) }
        #expect(plain?.code == "coupon-not-generated")
        for path in ["/batches/9", "/batches/9/codes", "/batches/9/file", "/coupons/9/batches"] {
            #expect(await refusal { _ = try await coupons.send("GET", path) }?.kind == .notFound)
        }
    }
}
