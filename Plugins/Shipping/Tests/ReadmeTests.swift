import Foundation
import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite(
    "Shipping by its README, with a real daemon",
    .enabled(if: RustCompiler.isThere, "there is no rustc on this machine")
)
struct ReadmeTests {
    @Test("Its lines make zones, rates and classes; buyers choose, and what is kept goes with the plugin")
    func readme() async throws {
        let files = try await TemporaryStore()
        try await Self.stock(files.store)
        let plugins = try TemporaryFolder()
        try PluginFixtures.assemble("Shipping", library: "Shipping", into: plugins.path)
        let daemon = try await TotemDaemon.start(on: files.address, plugins: [plugins.path])
        let shell = Shell(files.address, plugins.path, daemon.url)

        let said = try await shell.run(try Self.commands())
        #expect(said.contains(#""code":"bulky""#) && said.hasSuffix("bulky\n"), "\(said)")
        let buyer = daemon.client()
        let near = try await buyer.buy(to: "DE", "10115")
        #expect(near["shipping_rates"].elements.map { $0["label"]?.text } == ["DHL parcel", "Pick up in our shop"])
        #expect(near["shipping_rates"][0]["amount"]?["amount"] == 990)
        let cart = try #require(near["id"].text)
        let missing = try await buyer.checkOut(cart)
        #expect(missing.status == 422 && missing["errors"][0]["field"] == "shipping_rate")
        let chosen: JSONValue = ["address": near["shipping_address"], "rate": "shipping:1"]
        #expect(try await buyer.put("/v1/carts/\(cart)/shipping", chosen)["total"]["amount"] == 5989)
        let order = try await buyer.checkOut(cart)
        #expect(order.status == 201 && order["shipping"]["amount"] == 990)
        let trace = order["adjustments"].elements.first { $0["kind"] == "shipping" }
        #expect(trace?["source"] == "shipping" && trace?["label"] == "DHL parcel")

        let far = try await buyer.buy(to: "JP", "100-0001")
        #expect(far["shipping"]["amount"] == 1800 && far["shipping_rate"] == "shipping:3")
        _ = try await shell.run("curl -s -X DELETE $SHIPPING/zones/2 -H \"Authorization: Bearer $KEY\"")
        let refused = try await buyer.checkOut(try #require(far["id"].text))
        #expect(refused.status == 422 && refused["errors"][0]["field"] == "shipping_address")
        #expect(refused["detail"].text?.contains("100-0001") == true)

        let staff = daemon.client(
            token: try await shell.run("totem key create --name till --role staff").dropLast().description
        )
        #expect(try await staff.get("/v1/x/shipping/rates").status == 200)
        let body: JSONValue = ["name": "A", "regions": []]
        for (method, path) in [("POST", "zones"), ("PATCH", "zones/1"), ("DELETE", "rates/1"), ("PUT", "products/1")] {
            #expect(try await staff.send(method, "/v1/x/shipping/\(path)", body).status == 403)
        }
        #expect(try await buyer.get("/v1/x/shipping/zones").status == 401)

        _ = try await shell.run("totem plugin disable shipping")
        #expect(try await buyer.buy(to: "JP", "100-0001")["shipping_rates"][0]["id"] == "flat")
        _ = try await shell.run("totem plugin enable shipping --yes")
        #expect(try await buyer.buy(to: "DE", "10115")["shipping_rates"].elements.count == 2)
        _ = try await shell.run("totem plugin disable shipping && totem plugin remove shipping --drop-data")
        let tables = try await files.store.write { tx in try tx.inspection().tables().map(\.name) }
        #expect(!tables.contains { $0.hasPrefix("shipping_") })
        #expect(await daemon.stop() == 0)
    }

    /// What stands between the fences that have no language.
    private static func commands() throws -> String {
        let path = PluginFixtures.packageFolder + "/Plugins/Shipping/README.md"
        let parts = try String(contentsOfFile: path, encoding: .utf8).components(separatedBy: "```")
        return parts.enumerated().filter { $0.offset % 2 == 1 && $0.element.hasPrefix("\n") }.map(\.element).joined()
    }

    private static func stock(_ store: any Store) async throws {
        try await store.write { tx in
            guard let currency = Currency("USD") else { return }
            var catalog = try CatalogWriter(in: tx)
            let pan = ProductDraft(
                sku: "KIT-101-26CM",
                name: "Skillet",
                price: Money(4999, currency),
                weight: 2854,
                stock: .units(10)
            )
            let pot = ProductDraft(
                sku: "KIT-121",
                name: "Tea pot",
                price: Money(2400, currency),
                weight: 900,
                stock: .units(10)
            )
            for product in [pan, pot] { _ = try catalog.save(product, in: tx, at: SystemClock().now) }
        }
    }
}

/// A shell in which the README's lines mean this shop.
private struct Shell {
    private let host: String
    private let start: String

    init(_ store: String, _ plugins: String, _ url: String) {
        host = url.replacing("http://", with: "")
        start = """
            set -euo pipefail
            export TOTEM_STORE='\(store)'
            totem() {
              case $1 in plugin|call) "$TOTEM" "$@" --plugins '\(plugins)' ;; *) "$TOTEM" "$@" ;; esac
            }
            KEY=$(totem key create --name "test-$RANDOM$RANDOM" --role store_manager)
            SHIPPING=\(host)/v1/x/shipping

            """
    }

    func run(_ lines: String) async throws -> String {
        let script = start + lines.replacing("localhost:8080", with: host)
        let run = try await TotemCommand.shell(script, in: FileManager.default.temporaryDirectory.path)
        try #require(run.status == 0, "\(run.errors)")
        return run.output
    }
}

extension TestClient {
    /// A cart with a skillet that is sent somewhere.
    fileprivate func buy(to country: String, _ postalCode: String) async throws -> TestResponse {
        let cart = try await post("/v1/carts", ["items": [["sku": "KIT-101-26CM", "quantity": 1]]])
        let address: JSONValue = [
            "address_line1": "1 Main Street", "city": "Town", "country": .string(country),
            "postal_code": .string(postalCode),
        ]
        return try await put("/v1/carts/\(cart["id"].text ?? "")/shipping", ["address": address])
    }

    fileprivate func checkOut(_ cart: String) async throws -> TestResponse {
        try await post(
            "/v1/carts/\(cart)/checkout",
            ["email": "buyer@example.com", "payment": ["method": "manual"]]
        )
    }
}
