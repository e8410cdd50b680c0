import Testing
import TotemKernel
import TotemStore

@Suite("Settings")
struct StoreSettingsTests {
    @Test("A setting has its default until it is written, and a version that rises with every change")
    func versions() async throws {
        let shop = try await Shop()
        let before = try await shop.store.read { tx in try StoreSettings.get("currency", in: tx) }
        #expect(before.value == "USD" && before.version == 0)
        let after = try await shop.store.write { tx in
            let euro = try StoreSettings.set("currency", to: "eur", ifVersion: [0], in: tx, at: Shop.now)
            let same = try StoreSettings.set("currency", to: "EUR", in: tx, at: Shop.now)
            return [euro, same]
        }
        #expect(after.map(\.value) == ["EUR", "EUR"] && after.map(\.version) == [1, 1])
        let stale = await kernelError {
            try await shop.store.write { tx in
                _ = try StoreSettings.set("currency", to: "GBP", ifVersion: [0], in: tx, at: Shop.now)
            }
        }
        #expect(stale?.kind == .stale)
    }

    @Test("The currency stays once products have prices in it")
    func currencyInUse() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.plain("a"))
        let error = await kernelError {
            try await shop.store.write { tx in
                _ = try StoreSettings.set("currency", to: "EUR", in: tx, at: Shop.now)
            }
        }
        #expect(error?.code == "currency-in-use" && error?.detail.contains("products in USD") == true)
    }

    @Test(
        "Unknown keys and bad values are refused",
        arguments: [
            ("curency", "EUR"), ("currency", "EURO"), ("store_name", "  "), ("store_email", "nobody"),
            ("webhooks_allow_private_addresses", "yes"), ("prices_include_tax", "1"), ("tax_rate", "10001"),
            ("tax_rate", "-1"), ("tax_rate", "19 %"), ("tax_rate", "019"), ("tax_rounding", "up"), ("tax_shipping", ""),
            ("shipping_flat_amount", "4.90"), ("pending_minutes", "0"), ("pending_minutes", "10081"),
            ("order_number_prefix", "This prefix is too long"), ("cors_origins", "shop.example"),
            ("cors_origins", "https://shop.example/page"), ("cors_origins", "https://u@shop.example"),
            ("cors_origins", "* https://shop.example"),
        ]
    )
    func refuses(_ key: String, _ value: String) async throws {
        let shop = try await Shop()
        let error = await kernelError {
            try await shop.store.write { tx in _ = try StoreSettings.set(key, to: value, in: tx, at: Shop.now) }
        }
        #expect(error != nil)
    }

    @Test("What is written is kept in one notation, and read with the defaults of the rest by one statement")
    func values() async throws {
        let shop = try await Shop()
        let before = try await shop.store.read { tx in try StoreSettings.values(in: tx) }
        #expect(before.taxesShipping && !before.pricesIncludeTax && before.taxRounding == "line")
        #expect(try before.taxRate() == 0 && before.pendingMinutes() == 30 && before.corsOrigins.isEmpty)
        let written = [
            ("prices_include_tax", "true"), ("tax_rate", " 725 "), ("tax_shipping", "false"), ("tax_rounding", "order"),
            ("shipping_flat_amount", "490"), ("order_number_prefix", "A-"), ("pending_minutes", "15"),
            ("cors_origins", "https://Shop.example  http://localhost:5173 https://shop.example"),
        ]
        let after = try await shop.store.write { tx in
            for (key, value) in written { _ = try StoreSettings.set(key, to: value, in: tx, at: Shop.now) }
            return try StoreSettings.values(in: tx)
        }
        #expect(after.pricesIncludeTax && !after.taxesShipping && after.taxRounding == "order")
        #expect(try after.taxRate() == 725 && after.shippingFlatAmount() == 490 && after.pendingMinutes() == 15)
        #expect(after.orderNumberPrefix == "A-")
        #expect(after.corsOrigins == ["https://shop.example", "http://localhost:5173"])
    }
}
