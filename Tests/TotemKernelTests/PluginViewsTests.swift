import Foundation
import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("The views that plugins read the core through")
struct PluginViewsTests {
    @Test("docs/plugin-views.md lists the views and the columns that the schema has, in their order")
    func documented() async throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/plugin-views.md")
        let text = try String(contentsOf: page.standardizedFileURL, encoding: .utf8)
        var listed: [String: [String]] = [:]
        for match in text.matches(of: #/(?m)^\| `(v1_[a-z_]+)` \| (.+) \|$/#) {
            listed[String(match.1)] = match.2.matches(of: #/`([a-z_0-9]+)`/#).map { String($0.1) }
        }
        #expect(listed.count > 20)
        #expect(Set(listed.keys) == Set(CoreViews.catalogue.views.keys))
        let files = try await TemporaryStore()
        for (view, columns) in listed {
            let there = try await files.store.write { tx in try Self.columns(of: view, in: tx) }
            #expect(there == columns, "\(view)")
        }
    }

    @Test("No view shows a secret, nor rows that are a way to act as somebody")
    func secrets() {
        for view in CoreViews.catalogue.views.values {
            let hidden = [
                "password_hash", "token", "token_hash", "key_hash", "secret", "provider_key", "action", "role",
            ]
            #expect(Set(view.columns).isDisjoint(with: hidden), "\(view.name)")
        }
        let tables = Set(CoreViews.catalogue.views.values.map(\.table))
        let secret = [
            "sessions", "api_keys", "user_roles", "plugins", "webhooks", "idempotency_keys", "store_settings",
        ]
        #expect(tables.isDisjoint(with: secret))
    }

    @Test("What tells who bought comes with customers.read alone")
    func people() {
        let personal: Set<String> = [
            "email", "phone", "phone_number", "first_name", "last_name", "address_line1", "buyer_name",
            "buyer_last_name",
            "shipping_address", "billing_address",
        ]
        let everything = CoreViews.names(for: PluginPermissions(read: CoreViews.readable))
        for name in everything {
            let columns = Set(CoreViews.catalogue.views[name]?.columns ?? [])
            #expect(columns.isDisjoint(with: personal), "\(name)")
        }
        let all = CoreViews.names(for: PluginPermissions(read: CoreViews.readable, actions: [.customersRead]))
        #expect(all == Set(CoreViews.catalogue.views.keys))
        #expect(!everything.contains("v1_customers") && all.contains("v1_customers"))
    }

    private static func columns(of view: String, in tx: Transaction) throws -> [String] {
        let policy = AccessPolicy(owner: "reader", ownTables: [], views: [view], of: CoreViews.catalogue)
        let statement = try tx.statement("SELECT * FROM \(view)", allowedBy: policy)
        defer { statement.reset() }
        return (0..<statement.columnCount).map { statement.columnName(at: $0) }
    }
}
