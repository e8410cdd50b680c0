import Testing
import TotemKernel
import TotemTesting

@Suite("totem webhook")
struct WebhookCommandTests {
    @Test("add prints the bare secret, list never does, and remove takes the webhook away")
    func addListRemove() async throws {
        let shop = try await CommandLineShop()
        let made = try await shop.totem("webhook", "add", "https://example.com/hooks", "--event", "order.committed")
        #expect(made.status == 0)
        #expect(made.errors == "Added webhook 1 for order.committed.\n")
        #expect(made.output.hasPrefix("whsec_") && made.output.split(separator: "\n").count == 1)
        let list = try await shop.totem("webhook", "list", "--json")
        #expect(list.json[0]["event_type"] == "order.committed")
        #expect(list.json[0]["target_url"] == "https://example.com/hooks")
        #expect(list.json[0]["is_active"] == true)
        #expect(!list.output.contains("whsec_"))
        #expect(try await shop.totem("webhook", "remove", "1").output == "Webhook 1 is removed.\n")
        #expect(try await shop.totem("webhook", "list", "--json").json == [])
        try await shop.totem("webhook", "remove", "1").expectFailure(1, "There is no webhook 1")
    }

    @Test("A bad event, a bad URL and a private address are refused with what to do")
    func refusals() async throws {
        let shop = try await CommandLineShop()
        let add = { (url: String, event: String) in try await shop.totem("webhook", "add", url, "--event", event) }
        try await add("https://example.com", "order.eaten").expectFailure(2, "one of the following: - order.committed")
        try await add("example.com", "order.committed").expectFailure(1, "must be an absolute http or https URL")
        try await add("http://127.0.0.1:9/", "order.committed").expectFailure(1, "webhooks_allow_private_addresses")
        #expect(try await shop.totem("settings", "set", "webhooks_allow_private_addresses", "true").status == 0)
        #expect(try await add("http://127.0.0.1:9/", "order.committed").status == 0)
    }
}
