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
            ("webhooks_allow_private_addresses", "yes"),
        ]
    )
    func refuses(_ key: String, _ value: String) async throws {
        let shop = try await Shop()
        let error = await kernelError {
            try await shop.store.write { tx in _ = try StoreSettings.set(key, to: value, in: tx, at: Shop.now) }
        }
        #expect(error != nil)
    }
}
