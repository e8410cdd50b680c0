import Foundation
import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Stripe's owner, with a real totemd")
struct OwnerTests {
    @Test(
        "Switched on with its keys from files, offered, told by a signed webhook, described, switched off, and removed with its data"
    )
    func owning() async throws {
        let files = try await TemporaryStore()
        let key = try await ShopWithStripe.stock(files.store, units: 1)
        let plugins = files.folder + "/plugins"
        try StripeShop.assemble(into: plugins)
        let daemon = try await TotemDaemon.start(on: files.address, plugins: [plugins])
        let guest = daemon.client()
        let totem = { (arguments: [String]) in
            try await TotemCommand.run(arguments + ["--store", files.address, "--plugins", plugins], in: files.folder)
        }
        let info = try await totem(["plugin", "permissions", "stripe"])
        #expect(info.output.contains("api.stripe.com"), "\(info.output)\(info.errors)")
        #expect(try await totem(["plugin", "enable", "stripe", "--yes"]).status == 0)
        #expect(try await guest.get("/v1/x/stripe/config").json == ["publishable_key": nil])
        #expect(try await guest.post("/v1/x/stripe/webhook", ["id": "evt_1"]).problem == "webhook-not-set-up")

        for (name, secret) in [("secret", "sk_test_1"), ("webhook", StripeShop.webhookSecret)] {
            try Data("\(secret)\n".utf8).write(to: URL(fileURLWithPath: "\(files.folder)/\(name)"))
        }
        let set = try await totem([
            "plugin", "settings", "stripe", "secret_key=@secret", "webhook_secret=@webhook",
            "publishable_key=pk_test_1",
        ])
        #expect(set.status == 0 && !set.output.contains("sk_test_1"), "\(set.output)\(set.errors)")
        try await wait(for: "the new settings") {
            try await guest.get("/v1/x/stripe/config").json == ["publishable_key": "pk_test_1"]
        }
        let cart = try await guest.post("/v1/carts", ["items": [["sku": "POT-1", "quantity": 1]]])["id"].text ?? ""
        let methods = try await guest.get("/v1/carts/\(cart)/payment-methods").json
        #expect("\(methods)".contains("stripe.card"))

        let body = try StripeWebhook.body("payment_intent.succeeded", of: "pi_1")
        let now = SystemClock().now.milliseconds / 1000
        let send = { (code: String) in
            try await guest.send(
                "POST",
                "/v1/x/stripe/webhook",
                bytes: body,
                headers: ["Stripe-Signature": "t=\(now),v1=\(code)"]
            )
        }
        let told = try await send(StripeWebhook.code(now, body))
        #expect(told.status == 200 && told["known"] == false)
        let forged = try await send(StripeWebhook.code(now, body, secret: "whsec_other"))
        #expect(forged.status == 401 && forged.problem == "bad-signature")
        #expect(try await guest.get("/v1/x/stripe/methods").status == 401)
        #expect(try await daemon.client(token: key).get("/v1/x/stripe/methods").status == 403)
        let paths = try await guest.get("/openapi.json")["paths"]
        #expect(paths["/v1/x/stripe/webhook"]?["post"] != nil && paths["/v1/x/stripe/methods/{id}"]?["delete"] != nil)

        #expect(try await totem(["plugin", "disable", "stripe"]).status == 0)
        #expect(try await totem(["plugin", "remove", "stripe", "--drop-data"]).status == 0)
        let left = try await files.store.write { tx in try tx.inspection().tables().map(\.name) }
        #expect(!left.contains { $0.hasPrefix("stripe_") })
        #expect(await daemon.stop() == 0)
    }
}
