import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("Customers who pay no taxes")
struct ExemptionTests {
    private static func shop() async throws -> (taxes: TaxShop, ada: User, buyer: TotemKernel.Actor) {
        let taxes = try await TaxShop.open()
        for country in ["DE", "FR"] {
            try await taxes.rate(try await taxes.zone(country, [country]), "VAT", "20")
        }
        let ada = try await taxes.customer()
        return (taxes, ada, .user(ada.id, roles: [.customer]))
    }

    private static func pays(
        _ taxes: TaxShop,
        _ buyer: TotemKernel.Actor,
        in country: String = "DE"
    ) async throws -> Bool {
        try await taxes.cart(to: try TaxShop.address(country), by: buyer).tax == 400
    }

    @Test("An exempt customer pays none, in one country or everywhere, until the exemption ends; others pay")
    func listed() async throws {
        let (taxes, ada, buyer) = try await Self.shop()
        let other = TotemKernel.Actor.user(try await taxes.customer("bob@example.com").id, roles: [.customer])
        let body: JSONValue = [
            "user_id": .integer(ada.id.value), "reason": "Embassy of Atlantis", "country": "DE", "certificate": "A-1",
            "valid_until": "2026-11-24T12:00:00Z",
        ]
        let id = try await taxes.make("/exemptions", body)
        taxes.shop.clock.set(try #require(Timestamp(rfc3339: "2026-11-24T11:59:59.999Z")))
        let cart = try await taxes.cart(to: try TaxShop.address("DE"), by: buyer)
        #expect(cart.taxes == ["Exempt from tax: Embassy of Atlantis": 0])
        let order = try await taxes.order(cart, to: try TaxShop.address("DE"), by: buyer)
        #expect(order.totals.total.amount == 1999)
        #expect(try await Self.pays(taxes, buyer, in: "FR"))
        #expect(try await Self.pays(taxes, other))
        #expect(try await Self.pays(taxes, .guest))
        taxes.shop.clock.advance(milliseconds: 1)
        #expect(try await Self.pays(taxes, buyer))
        let changed = try await taxes.send("PATCH", "/exemptions/\(id)", ["country": nil, "valid_until": nil])
        #expect(changed["valid_until"] == .null && changed["certificate"] == "A-1")
        #expect(try await !Self.pays(taxes, buyer, in: "FR"))
        #expect(try await taxes.send("GET", "/exemptions", query: ["user_id": "\(ada.id)"])["data"].elements.count == 1)
        #expect(try await taxes.send("DELETE", "/exemptions/\(id)").status == 204)
        #expect(try await Self.pays(taxes, buyer))
    }

    @Test("What staff of any role write on a customer exempts nobody")
    func metadata() async throws {
        let (taxes, ada, buyer) = try await Self.shop()
        _ = try await taxes.shop.kernel.write(as: .system) { tx, context in
            try CustomerStore.putMetadata(["exempt": true], named: "taxes", on: ada.id, in: tx, context)
        }
        #expect(try await Self.pays(taxes, buyer))
    }

    @Test("The shop's own people buy as anybody does, though they are no customers", arguments: [false, true])
    func staff(pricesIncludeTax: Bool) async throws {
        let taxes = try await TaxShop.open(store: ["prices_include_tax": "\(pricesIncludeTax)"])
        try await taxes.rate(try await taxes.zone("DE", ["DE"]), "VAT", "20")
        let owner = try await taxes.customer("owner@example.com")
        try await taxes.shop.files.store.write { tx in
            _ = try tx.execute("UPDATE user_roles SET role = 'admin' WHERE user_id = $1", owner.id)
        }
        let address = try TaxShop.address("DE")
        let buyer = TotemKernel.Actor.user(owner.id, roles: [.admin])
        let cart = try await taxes.cart(to: address, by: buyer)
        #expect(cart.tax == (pricesIncludeTax ? 333 : 400))
        #expect(try await taxes.order(cart, to: address, by: buyer).totals.tax.amount == cart.tax)
    }

    @Test("A person's data has the exemptions; who is erased leaves none, and no check of a VAT number")
    func person() async throws {
        let (taxes, ada, _) = try await Self.shop()
        let other = try await taxes.customer("bob@example.com")
        for user in [ada, other] {
            _ = try await taxes.make("/exemptions", ["user_id": .integer(user.id.value), "reason": "A \"quoted\" one"])
        }
        let data = try await taxes.shop.kernel.read(as: .system) { tx, context in
            try CustomerStore.data(of: ada.id, in: tx, context)
        }
        #expect(data.extensions["taxes"]?["exemptions"]?.elements.map { $0["reason"] } == ["A \"quoted\" one"])
        let address = try TaxShop.address("AT", "1010", taxID: "ATU13585627")
        _ = try await taxes.shop.kernel.write(as: .system) { tx, _ in
            try AddressStore.add(address, kind: .shipping, isDefault: true, to: ada.id, in: tx)
        }
        _ = try await taxes.send("PUT", "/vat-numbers/ATU13585627", ["is_valid": true])
        try await taxes.shop.kernel.prepareErasure(of: ada.id, taxes.shop.kernel.context(for: .system))
        try await taxes.shop.kernel.write(as: .system) { tx, context in
            try CustomerErasure.finish(ada.id, in: tx, context)
        }
        #expect(try await taxes.shop.number("SELECT COUNT(*) FROM tax_exemptions") == 1)
        #expect(try await taxes.shop.number("SELECT COUNT(*) FROM tax_vat_checks") == 0)
    }

    @Test("What is wrong with an exemption is named by its field")
    func badFields() async throws {
        let (taxes, ada, _) = try await Self.shop()
        let good: [String: JSONValue] = ["user_id": .integer(ada.id.value), "reason": "Charity"]
        for (change, field) in [
            (["user_id": 99], "user_id"), (["user_id": nil], "user_id"), (["reason": ""], "reason"),
            (["reason": "a\nb"], "reason"), (["country": "UK"], "country"), (["certificate": " "], "certificate"),
            (["valid_until": "soon"], "valid_until"), (["colour": "red"], "colour"),
        ] as [([String: JSONValue], String)] {
            let body = JSONValue.object(good.merging(change) { $1 })
            let refused = await refusal { _ = try await taxes.make("/exemptions", body) }
            #expect(
                refused?.kind == .invalid && refused?.fields.map(\.field) == [field],
                "\(change): \(refused?.detail ?? "taken")"
            )
        }
        #expect(await refusal { _ = try await taxes.send("GET", "/exemptions/7") }?.kind == .notFound)
        #expect(await refusal { _ = try await taxes.send("DELETE", "/exemptions/7") }?.kind == .notFound)
    }

    @Test("A customer has three hundred exemptions, however many are made at once")
    func most() async throws {
        let (taxes, ada, _) = try await Self.shop()
        try await taxes.shop.files.store.write { tx in
            for number in 1...295 {
                try tx.execute(
                    "INSERT INTO tax_exemptions (user_id, reason, certificate, created_at) VALUES ($1, 'Embassy', $2, 0)",
                    ada.id,
                    "A-\(number)"
                )
            }
        }
        let body: JSONValue = ["user_id": .integer(ada.id.value), "reason": "Embassy"]
        let fields = await withTaskGroup(of: [String].self) { group in
            for _ in 0..<20 {
                group.addTask {
                    await refusal { _ = try await taxes.send("POST", "/exemptions", body) }?.fields.map(\.field) ?? []
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(fields.count { $0 == ["user_id"] } == 15)
        #expect(try await taxes.shop.number("SELECT COUNT(*) FROM tax_exemptions") == 300)
    }
}
