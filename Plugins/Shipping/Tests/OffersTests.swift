import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("What a cart is offered", .enabled(if: RustCompiler.isThere, "there is no rustc on this machine"))
struct OffersTests {
    @Test(
        "The rates of the most specific zone are offered, one is chosen, and it is in the order's trace with its reason"
    )
    func chosen() async throws {
        let shop = try await ShippingShop.open()
        let world = try await shop.zone("World", ["country": "*"])
        let germany = try await shop.zone("Germany", ["country": "DE"], ["country": "AT", "state": "Tirol"])
        let munich = try await shop.zone(
            "Munich",
            ["country": "DE", "postal_codes": ["80331", "81*", "85000...85999"]]
        )
        try await shop.rate(world, "Air", "flat", ["amount": 2500])
        let parcel = try await shop.rate(germany, "Parcel", "flat", ["amount": 490, "position": 2])
        try await shop.rate(germany, "Express", "flat", ["amount": 990, "position": 1])
        try await shop.rate(munich, "Bicycle", "flat", ["amount": 300])
        for (code, expected) in [("80331", "Bicycle 300"), ("81-369", "Bicycle 300"), ("85999", "Bicycle 300")] {
            #expect(try await shop.cart(to: "DE", code).offers == [expected], "\(code)")
        }
        #expect(try await shop.cart(to: "US", "94105", state: "CA").offers == ["Air 2500"])
        #expect(try await shop.cart(to: "AT", "1010", state: "Wien").offers == ["Air 2500"])
        #expect(try await shop.cart(to: "AT", "6020", state: " TIROL").offers == ["Express 990", "Parcel 490"])

        let cart = try await shop.cart(to: "DE", "86000")
        #expect(cart.offers == ["Express 990", "Parcel 490"] && cart.shippingRate == nil)
        let missing = await refusal { _ = try await shop.order(cart) }
        #expect(missing?.fields.map(\.field) == ["shipping_rate"])
        #expect(try await shop.choose("shipping:\(parcel)", for: cart).totals.total.amount == 1999 + 490)
        let order = try await shop.order(cart)
        let row = try #require(order.adjustments.first { $0.kind == .shipping })
        #expect(order.totals.shipping.amount == 490 && row.source == "shipping" && row.label == "Parcel")
        #expect(row.rule == "rate \(parcel) of zone \(germany): flat" && row.hook == "cart.shipping_rates")
    }

    @Test("As long as there is no zone the shop's own rate holds; from the first on only what zones have is sent")
    func unserved() async throws {
        let shop = try await ShippingShop.open()
        try await shop.shop.set("shipping_flat_amount", "700")
        #expect(try await shop.cart(to: "GB", "ST1 1AA").shippingRates.map(\.id) == ["flat"])
        #expect(try await shop.cart(to: nil).totals.shipping.amount == 700)

        let zone = try await shop.zone("Germany", ["country": "DE"])
        let cart = try await shop.cart(to: "GB", "ST1 1AA")
        #expect(cart.shippingRates.isEmpty && cart.totals.shipping.amount == 0)
        #expect(cart.shippingRefusal == "This shop does not ship to ST1 1AA Town, GB.")
        let refused = await refusal { _ = try await shop.order(cart) }
        #expect(refused?.fields.map(\.field) == ["shipping_address"])
        #expect(refused?.detail.contains("This shop does not ship to ST1 1AA Town, GB.") == true)
        #expect(try await shop.cart(to: nil).shippingRefusal?.hasPrefix("Say where it is to be sent") == true)
        // A zone without rates leaves a part of another out.
        let empty = try await shop.cart(to: "DE", "27498")
        #expect(empty.shippingRefusal == "This shop does not ship to 27498 Town, DE.")
        try await shop.rate(zone, "Parcel")
        #expect(try await shop.cart(to: "DE", "27498").offers == ["Parcel 0"])

        try await shop.shop.disable("shipping")
        #expect(try await shop.cart(to: "GB", "ST1 1AA").shippingRates.map(\.id) == ["flat"])
    }

    private static let bands: JSONValue = [["up_to": 1000, "amount": 390], ["up_to": 5000, "amount": 690]]
    private static let prices: [(kind: String, more: [String: JSONValue], quantity: Int64, amount: Int64?)] = [
        ("flat", ["amount": 490], 3, 490), ("pickup", [:], 3, 0), ("item", ["amount": 200, "item_amount": 50], 3, 350),
        ("weight", ["bands": bands], 1, 390), ("weight", ["bands": bands, "amount": 10], 2, 700),
        ("weight", ["bands": bands], 6, 690), ("weight", ["bands": bands], 7, nil),
        ("total", ["bands": [["up_to": 1999, "amount": 500], ["up_to": nil, "amount": 100]]], 1, 500),
        ("total", ["bands": [["up_to": 1998, "amount": 500], ["up_to": nil, "amount": 100]]], 1, 100),
        ("flat", ["amount": 490, "free_from": 5997], 3, 0), ("flat", ["amount": 490, "free_from": 5998], 3, 490),
    ]

    @Test("Each kind costs what it says, by pots of 19.99 and 800 g", arguments: prices)
    func kinds(kind: String, more: [String: JSONValue], quantity: Int64, amount: Int64?) async throws {
        let shop = try await ShippingShop.open()
        try await shop.rate(try await shop.zone("World", ["country": "*"]), "Way", kind, more)
        let cart = try await shop.cart([("POT-1", quantity)], to: "DE", "10115")
        #expect(cart.shippingRates.map(\.amount.amount) == amount.map { [$0] } ?? [])
        guard amount == nil else { return #expect(try await shop.order(cart).totals.shipping.amount == amount) }
        #expect(cart.shippingRefusal?.contains("Way goes up to 5 kg, and this weighs 5.6 kg") == true)
    }

    @Test("Free and picked up are in the trace too, and the total is less discounts")
    func free() async throws {
        let shop = try await ShippingShop.open()
        try PluginFixtures.assemble("Coupons", library: "Coupons", into: shop.shop.folder)
        try await shop.shop.enable("coupons")
        let coupon: JSONValue = ["code": "OFF", "type": "fixed_amount", "value": 1]
        _ = try await shop.shop.send("POST", "/coupons", of: "coupons", coupon)
        try await shop.rate(
            try await shop.zone("World", ["country": "*"]),
            "Parcel",
            "flat",
            ["amount": 490, "free_from": 1999]
        )
        let order = try await shop.order(try await shop.cart(to: "DE", "10115"))
        let row = try #require(order.adjustments.first { $0.kind == .shipping })
        #expect(row.amount.amount == 0 && row.rule?.hasSuffix("free from 1999") == true)
        #expect(try await shop.cart(to: "DE", "10115", codes: ["OFF"]).totals.shipping.amount == 490)
    }

    @Test("A discount of shipping takes off what the chosen rate costs, and no more")
    func discount() async throws {
        let shop = try await ShippingShop.open()
        let hooks = [
            "cart.discounts": """
            let free = totem_discount {
                target: TOTEM_DISCOUNT_SHIPPING, amount: i64::MAX, label: "Free shipping".into(), ..Default::default()
            };
            call.add_discount(&free)
            """
        ]
        try RustPlugin(name: "generous", hooks: hooks).build(in: shop.shop.folder)
        try await shop.shop.enable("generous")
        try await shop.rate(try await shop.zone("World", ["country": "*"]), "Parcel", "flat", ["amount": 490])
        let order = try await shop.order(try await shop.cart(to: "DE", "10115"))
        #expect(order.adjustments.filter { $0.kind == .shippingDiscount }.map(\.amount.amount) == [-490])
        #expect(order.totals.total.amount == 1999 && order.totals.shipping.amount == 490)
    }

    @Test("A rate that is not offered any more is told at checkout, with those that are; none is taken in its place")
    func gone() async throws {
        let shop = try await ShippingShop.open()
        let zone = try await shop.zone("Germany", ["country": "DE"])
        let parcel = try await shop.rate(zone, "Parcel", "flat", ["amount": 490])
        let express = try await shop.rate(zone, "Express", "flat", ["amount": 990])
        let carts = [try await shop.cart(to: "DE", "10115"), try await shop.cart(to: "DE", "10115")]
        for cart in carts { try await shop.choose("shipping:\(express)", for: cart) }
        _ = try await shop.send("PATCH", "/rates/\(express)", ["is_active": false])
        for cart in carts {
            let refused = await refusal { _ = try await shop.order(cart) }
            #expect(refused?.fields.map(\.field) == ["shipping_rate"])
            #expect(refused?.detail.contains("'shipping:\(express)' is not offered any more") == true)
            #expect(refused?.detail.contains("'shipping:\(parcel)'") == true)
        }
        _ = try await shop.send("DELETE", "/rates/\(express)")
        #expect(await refusal { _ = try await shop.order(carts[0]) }?.fields.map(\.field) == ["shipping_rate"])
        try await shop.choose("shipping:\(parcel)", for: carts[0])
        #expect(try await shop.order(carts[0]).totals.shipping.amount == 490)
    }

    @Test("What is not sent needs no rate and counts for nothing")
    func digital() async throws {
        let shop = try await ShippingShop.open()
        let zone = try await shop.zone("Germany", ["country": "DE"])
        try await shop.rate(zone, "Parcel", "item", ["item_amount": 100])
        let file = try await shop.cart(to: "JP", "100-0001", flags: .noShipping)
        #expect(file.shippingRates.isEmpty && file.shippingRefusal == nil)
        #expect(try await shop.order(file).totals.shipping.amount == 0)
        let mixed = try await shop.shop.kernel.write(as: .guest) { tx, context in
            let items = [
                LineRequest(.sku("POT-1"), quantity: try Quantity(2)),
                LineRequest(.sku("BOWL-1"), quantity: try Quantity(5), flags: .noShipping),
            ]
            let cart = try CartStore.create(items: items, in: tx, context)
            return try CartStore.change(cart.token, in: tx, context) {
                $0.shippingAddress = try ShippingShop.address("DE", "10115", nil)
            }
        }
        #expect(mixed.offers == ["Parcel 200"])
    }

    @Test("A purchase that is too large for every amount is refused, and the shop goes on")
    func tooLarge() async throws {
        let shop = try await ShippingShop.open()
        let zone = try await shop.zone("World", ["country": "*"])
        try await shop.rate(zone, "Parcel", "item", ["item_amount": 1_000_000_000_000])
        #expect(try await shop.cart([("MUG-1", 1)], to: "DE", "10115").totals.shipping.amount == 1_000_000_000_000)
        let cart = try await shop.cart([("MUG-1", 2)], to: "DE", "10115")
        #expect(cart.shippingRefusal?.contains("Parcel can't take so much") == true)
    }

    @Test("Staff's orders are sent by the same rates, and to the same addresses")
    func staff() async throws {
        let shop = try await ShippingShop.open()
        let rate = try await shop.rate(
            try await shop.zone("Germany", ["country": "DE"]),
            "Parcel",
            "flat",
            ["amount": 490]
        )
        let place = { (country: String, code: String, rate: String?) in
            let request = StaffOrderRequest(
                lines: [StaffOrderRequest.Line(LineRequest(.sku("POT-1"), quantity: try Quantity(1)))],
                shippingAddress: try ShippingShop.address(country, code, nil),
                shippingRate: rate,
                paymentMethod: .manual
            )
            return try await shop.shop.kernel.write(as: .system) { tx, context in
                try PlaceOrder.place(request, in: tx, context)
            }
        }
        #expect(try await place("DE", "10115", nil).totals.shipping.amount == 490)
        #expect(try await place("DE", "10115", "shipping:\(rate)").totals.shipping.amount == 490)
        let refused = await refusal { _ = try await place("GB", "ST1 1AA", nil) }
        #expect(refused?.fields.map(\.field) == ["shipping_address"])
    }
}
