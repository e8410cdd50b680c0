import FoundationEssentials
import Testing
import TotemKernel
import TotemTesting

@Suite("totem customer")
struct CommandLineCustomerTests {
    @Test("Customers are listed, looked for and shown; one is exported, and erased only by who says yes")
    func customers() async throws {
        let shop = try await CommandLineShop()
        for (email, role) in [
            ("ann@shop.example", "customer"), ("bob@shop.example", "customer"), ("eve@shop.example", "admin"),
        ] {
            _ = try await shop.totem("user", "add", email, "--role", role, "--generate")
        }
        let all = try await shop.totem("customer", "list", "--json").json
        #expect(all[0]["email"] == "bob@shop.example" && all[1]["email"] == "ann@shop.example" && all[2] == .null)
        #expect(all[0]["orders_count"] == 0 && all[0]["is_active"] == true)
        let found = try await shop.totem("customer", "list", "ANN", "--json").json
        #expect(found[0]["email"] == "ann@shop.example" && found[1] == .null)

        #expect(try await shop.totem("customer", "show", "ann@shop.example").output.contains("ann@shop.example"))
        let shown = try await shop.totem("customer", "show", "ann@shop.example", "--json").json
        #expect(shown["email"] == "ann@shop.example" && shown["orders"] == [])
        try await shop.totem("customer", "show", "eve@shop.example").expectFailure(1, "eve@shop.example")

        let data = try await shop.totem("customer", "export", "ann@shop.example").json
        #expect(data["profile"]?["email"] == "ann@shop.example" && data["addresses"] == [])
        #expect(try await shop.totem("customer", "export", "ann@shop.example", "-o", "ann.json").status == 0)
        let file = try Data(contentsOf: URL(filePath: "\(shop.folder)/ann.json"))
        #expect(try JSONValue(bytes: Array(file)) == data)

        try await shop.totem("customer", "erase", "ann@shop.example").expectFailure(1, "--yes")
        #expect(try await shop.totem("customer", "show", "ann@shop.example").status == 0)
        #expect(
            try await shop.totem("customer", "erase", "ann@shop.example", "--yes").output == "Customer 1 is erased.\n"
        )
        try await shop.totem("customer", "show", "ann@shop.example").expectFailure(1, "ann@shop.example")
        try await shop.totem("customer", "erase", "eve@shop.example", "--yes").expectFailure(1, "eve@shop.example")
    }
}
