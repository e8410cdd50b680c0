import FoundationEssentials
import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Webhooks")
struct WebhookStoreTests {
    private let context = RequestContext(actor: .system, now: Shop.now, hooks: NoHooks())

    @Test("A webhook has a secret of its own that is kept with it, and that no text shows by mistake")
    func secrets() async throws {
        let shop = try await Shop()
        let (secrets, kept) = try await shop.store.write { tx in
            let secrets = try (0..<2).map { _ in try create("https://example.com", in: tx).secret }
            let kept = try tx.query("SELECT secret FROM webhooks ORDER BY id") { row in try row.get(0, as: String.self)
            }
            return (secrets, kept)
        }
        #expect(secrets.map(\.text) == kept)
        #expect(Set(kept).count == 2)
        for secret in secrets {
            #expect(secret.text.hasPrefix("whsec_"))
            #expect(Data(base64Encoded: String(secret.text.dropFirst(6)))?.count == 32)
            #expect(!"\(secret)".contains(secret.text.dropFirst(6)))
        }
    }

    @Test("A private address is refused, when it is made, set or switched on, until the setting allows it")
    func privateAddresses() async throws {
        let shop = try await Shop()
        let local = try WebhookURL("http://127.0.0.1:9000/")
        let refused = await kernelError {
            try await shop.store.write { tx in _ = try create(local.text, in: tx) }
        }
        #expect(refused?.fields.map(\.field) == ["target_url"])
        #expect(refused?.detail.contains("webhooks_allow_private_addresses") == true)
        let made = try await shop.store.write { tx in
            try allowPrivate("true", in: tx)
            let made = try create(local.text, isActive: false, in: tx).webhook
            try allowPrivate("false", in: tx)
            return made
        }
        let changes: [(WebhookURL?, Bool?)] = [(local, nil), (nil, true)]
        for (target, isActive) in changes {
            let error = await kernelError {
                try await shop.store.write { tx in
                    _ = try WebhookStore.update(made.id, target: target, isActive: isActive, in: tx, at: Shop.now)
                }
            }
            #expect(error?.fields.map(\.field) == ["target_url"])
        }
        let moved = try await shop.store.write { tx in
            try WebhookStore.update(made.id, event: EventName(.refundCreated), in: tx, at: Shop.now)
        }
        #expect(moved.event == EventName(.refundCreated) && moved.target == local && !moved.isActive)
    }

    @Test("A store has at most 100 webhooks, and takes another one once one is gone")
    func limit() async throws {
        let shop = try await Shop()
        let first = try await shop.store.write { tx in
            try (0..<WebhookStore.largestCount).map { _ in try create("https://example.com", in: tx).webhook.id }[0]
        }
        let error = await kernelError {
            try await shop.store.write { tx in _ = try create("https://example.com", in: tx) }
        }
        #expect(error?.code == "too-many-webhooks")
        try await shop.store.write { tx in
            try WebhookStore.delete(first, in: tx)
            _ = try create("https://example.com", in: tx)
        }
    }

    @Test("No plugin is granted the secrets of webhooks")
    func secretTable() {
        #expect(CoreViews.catalogue.views(of: "webhooks").isEmpty)
    }

    private func create(
        _ url: String,
        isActive: Bool = true,
        in tx: Transaction
    ) throws -> (webhook: Webhook, secret: WebhookSecret) {
        try WebhookStore.create(EventName(.orderCommitted), to: WebhookURL(url), isActive: isActive, in: tx, context)
    }

    private func allowPrivate(_ value: String, in tx: Transaction) throws {
        try StoreSettings.set("webhooks_allow_private_addresses", to: value, in: tx, at: Shop.now)
    }
}
