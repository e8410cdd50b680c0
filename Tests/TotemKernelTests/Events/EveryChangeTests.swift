import Synchronization
import Testing
import TotemStore
import TotemTesting

@testable import TotemKernel

@Suite("Every change is told in the feed, by whomever it is made")
struct EveryChangeTests {
    /// What somebody does, after what is needed for it.
    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let events: [String]
        let prepare: @Sendable (Transaction) throws -> Void
        let make: @Sendable (Transaction, RequestContext) throws -> Void

        init(
            _ name: String,
            _ events: String...,
            after prepare: @escaping @Sendable (Transaction) throws -> Void = { _ in },
            _ make: @escaping @Sendable (Transaction, RequestContext) throws -> Void
        ) {
            testDescription = name
            self.events = events
            self.prepare = prepare
            self.make = make
        }
    }

    private static let actor = Actor.key(APIKey.ID(7), role: .admin)

    @Test("with its type, subject, author and data, and what it changes is told at its commit", arguments: changes)
    func told(_ change: Change) async throws {
        let shop = try await Shop()
        let kernel = Kernel(store: shop.store, hooks: NoHooks())
        try await shop.store.write { tx in try change.prepare(tx) }
        let before = try await shop.events()
        let news = Mutex<[FeedNews]>([])
        shop.store.listeners.add { told in news.withLock { $0 += told.compactMap { $0 as? FeedNews } } }
        try await kernel.write(as: Self.actor) { tx, context in try change.make(tx, context) }
        let events = Array(try await shop.events().dropFirst(before.count))
        #expect(events.map(\.type) == change.events)
        #expect(events.allSatisfy { $0.actor == "key:7" })
        for event in events {
            #expect(EventType(rawValue: event.type)?.subject == event.subject)
            #expect(event.subjectID > 0)
            _ = try JSONValue(text: event.data)
        }
        // Others, who read it, are told the same.
        #expect(events.map(\.change) == news.withLock { $0 })
        #expect(!events.map(\.change).contains(.everything))
    }

    @Test("An order's event names what it took from stock, and a cancelled one's what it gives back")
    func orders() async throws {
        let shop = try await Shop()
        try await shop.save(
            try Shop.plain("a", stock: .units(5)),
            try Shop.plain("free", stock: .unmanaged),
            try Shop.pot()
        )
        let (a, pot) = (try await shop.product("a"), try await shop.product("clay-plant-pot"))
        let order = try await shop.checkout(try await shop.cart(("a", 1), ("free", 1), ("POT-S", 1)))
        let placed = try #require(try await shop.events().last)
        #expect(placed.type == "order.committed" && placed.subject == "order" && placed.subjectID == order.id.value)
        #expect(placed.change == .products([a.id, pot.id]))
        let data = try JSONValue(text: placed.data)
        let variants: JSONValue = .array([.integer(pot.variants[0].id.value)])
        #expect(
            data
                == .object(["products": .array([.integer(a.id.value), .integer(pot.id.value)]), "variants": variants])
        )
        try await shop.store.write { tx in
            _ = try OrderTransitions.move(order.id, to: .cancelled, comment: "", in: tx, Shop.staff)
        }
        let returned = try #require(try await shop.events().last { $0.type == "stock.returned" })
        #expect(returned.change == .products([a.id, pot.id]))
    }

    @Test("What comes back and goes into no stock is in no event of stock")
    func homeless() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.plain("kept", stock: .units(5)), try Shop.plain("gone", stock: .units(5)))
        let (kept, gone) = (try await shop.product("kept"), try await shop.product("gone"))
        let both = try await shop.checkout(try await shop.cart(("kept", 1), ("gone", 2)))
        let one = try await shop.checkout(try await shop.cart(("gone", 1)))
        try await shop.store.write { tx in try ProductStore.delete(gone.id, in: tx) }
        let before = try await shop.events().count
        for order in [both, one] {
            try await shop.store.write { tx in
                _ = try OrderTransitions.move(order.id, to: .cancelled, comment: "", in: tx, Shop.staff)
            }
        }
        let returned = try await shop.events().dropFirst(before).filter { $0.type == "stock.returned" }
        #expect(returned.map(\.subjectID) == [both.id.value])
        #expect(returned.map(\.change) == [.products([kept.id])])
    }

    @Test("A product's event names the fields that differ, and an adjustment's the stock before and after")
    func data() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.plain("a", stock: .units(5)))
        let id = try await shop.product("a").id
        try await shop.store.write { tx in
            _ = try ProductStore.update(id, in: HookCall(tx, at: Shop.now)) { draft in
                draft.name = "other"
                draft.price = try Shop.money(7)
                draft.taxClass = "reduced"
            }
        }
        let saved = try await shop.events().last?.data ?? ""
        #expect(saved.hasPrefix(#"{"changed":["name","price","tax_class"],"from":{"slug":"a","sku":"a","#), "\(saved)")
        #expect(saved.hasSuffix(#""to":{"slug":"a","sku":"a","name":"other","price":7,"is_active":true}}"#), "\(saved)")
        try await shop.store.write { tx in
            let change = StockAdjustment(sku: "a", change: .by(-2), reason: "broken")
            _ = try InventoryStore.adjust(change, by: .system, in: tx, at: Shop.now)
        }
        #expect(try await shop.events().last?.data == #"{"warehouse":1,"from":5,"to":3,"reason":"broken"}"#)
        try await shop.store.write { tx in
            _ = try StoreSettings.set("store_name", to: "Clay", in: tx, at: Shop.now)
        }
        #expect(try await shop.events().last?.data.hasPrefix(#"{"key":"store_name","from":""#) == true)
    }

    @Test("What changes nothing tells nothing")
    func nothing() async throws {
        let shop = try await Shop()
        try await shop.save(try Shop.pot())
        try await shop.store.write { tx in
            _ = try StoreSettings.set("store_name", to: "Clay", in: tx, at: Shop.now)
        }
        let before = try await shop.events().count
        try await shop.save(try Shop.pot())
        try await shop.store.write { tx in
            _ = try StoreSettings.set("store_name", to: "Clay", in: tx, at: Shop.now)
            let level = StockAdjustment(sku: "POT-S", change: .by(0), reason: "counted")
            _ = try InventoryStore.adjust(level, by: .system, in: tx, at: Shop.now)
            let attribute = try #require(try AttributeStore.find("Material", in: tx))
            _ = try AttributeStore.rename(attribute.id, to: "Material", in: tx)
        }
        #expect(try await shop.events().count == before)
    }

    static let changes: [Change] = [
        Change("a product is made", "stock.changed", "product.saved", after: saveWarehouses) { tx, context in
            _ = try ProductStore.save(try Shop.plain("a"), in: tx, at: context.now)
        },
        Change("a product is edited", "product.saved", after: save) { tx, context in
            _ = try ProductStore.update(Product.ID(1), in: HookCall(tx, context)) { $0.name = "other" }
        },
        Change("a product is deleted", "product.deleted", after: save) { tx, _ in
            try ProductStore.delete(Product.ID(1), in: tx)
        },
        Change("stock is set with a product", "stock.changed", after: save) { tx, context in
            _ = try ProductStore.save(try Shop.plain("a", stock: .units(9)), in: tx, at: context.now)
        },
        Change("stock is adjusted", "stock.changed", after: save) { tx, context in
            let change = StockAdjustment(sku: "a", change: .by(2), reason: "came")
            _ = try InventoryStore.adjust(change, by: context.actor, in: tx, at: context.now)
        },
        Change("a category is made", "category.saved") { tx, _ in
            _ = try CategoryStore.create(NewCategory(name: "New"), in: tx)
        },
        Change("a category is renamed", "category.saved", after: saveCategory) { tx, _ in
            _ = try CategoryStore.update(Category.ID(1), in: tx) { $0.name = "Other" }
        },
        Change("a category is deleted", "category.deleted", after: saveCategory) { tx, _ in
            try CategoryStore.delete(Category.ID(1), in: tx)
        },
        Change("an attribute is renamed", "attribute.saved", after: saveAttribute) { tx, _ in
            _ = try AttributeStore.rename(Attribute.ID(1), to: "Other", in: tx)
        },
        Change("an attribute is deleted", "attribute.deleted", after: saveAttribute) { tx, _ in
            try AttributeStore.delete(Attribute.ID(1), in: tx)
        },
        Change("a warehouse is made", "warehouse.saved") { tx, _ in
            _ = try WarehouseStore.create(name: "North", in: tx)
        },
        Change("a warehouse is deleted", "warehouse.deleted", after: saveWarehouses) { tx, _ in
            try WarehouseStore.delete(Warehouse.ID(2), in: tx)
        },
        Change("a setting", "setting.changed") { tx, context in
            _ = try StoreSettings.set("store_name", to: "Clay", in: tx, at: context.now)
        },
        Change("a plugin's row", "plugin.changed", "plugin.removed") { tx, context in
            let row = PluginRow(name: "probe", version: "1.0.0", isActive: true, settings: .object([:]))
            try PluginStore.save(row, in: tx, at: context.now)
            try PluginStore.delete("probe", in: tx)
        },
        Change("a plugin ends the process", "plugin.changed", "plugin.quarantined", after: savePlugin) { tx, context in
            let quarantine = PluginQuarantine(reason: "it crashed", function: "order.placing", at: context.now)
            let isNew = try PluginStore.quarantine("probe", quarantine, in: tx)
            let row = try PluginStore.row("probe", in: tx)
            #expect(isNew && row?.isActive == false)
        },
        Change("a customer registers", "customer.changed") { tx, _ in try register(tx) },
        Change("a customer's profile", "customer.changed", after: register) { tx, context in
            _ = try UserStore.update(User.ID(1), ProfileChange(firstName: "Ada"), in: tx, at: context.now)
            // The same again changes nothing.
            _ = try UserStore.update(User.ID(1), ProfileChange(firstName: "Ada"), in: tx, at: context.now)
        },
        Change("a customer's addresses", "customer.changed", "customer.changed", after: register) { tx, _ in
            let address = try Address(addressLine1: "1 Clay Lane", city: "Stoke", postalCode: "ST1 1AA", country: "GB")
            let user = User.ID(1)
            let saved = try AddressStore.add(address, kind: .shipping, isDefault: true, to: user, in: tx)
            try AddressStore.delete(saved.id, of: user, in: tx)
        },
        Change("a key", "key.created", "key.revoked") { tx, context in
            let key = try APIKeyStore.create(name: "till", role: .staff, in: tx, at: context.now).key
            try APIKeyStore.revoke(key.id, in: tx, at: context.now)
        },
    ]

    private static let save: @Sendable (Transaction) throws -> Void = { tx in
        _ = try ProductStore.save(try Shop.plain("a", stock: .units(5)), in: tx, at: Shop.now)
    }
    private static let saveCategory: @Sendable (Transaction) throws -> Void = { tx in
        _ = try CategoryStore.create(NewCategory(name: "New"), in: tx)
    }
    private static let register: @Sendable (Transaction) throws -> Void = { tx in
        let user = try NewUser(email: try Email("ada@example.com"), passwordHash: "none")
        _ = try UserStore.register(user, in: tx, at: Shop.now)
    }
    private static let saveAttribute: @Sendable (Transaction) throws -> Void = { tx in
        _ = try AttributeStore.create("Size", .text, in: tx)
    }
    private static let savePlugin: @Sendable (Transaction) throws -> Void = { tx in
        let row = PluginRow(name: "probe", version: "1.0.0", isActive: true, settings: .object([:]))
        try PluginStore.save(row, in: tx, at: Shop.now)
    }

    private static let saveWarehouses: @Sendable (Transaction) throws -> Void = { tx in
        for name in ["North", "South"] { _ = try WarehouseStore.create(name: name, in: tx) }
    }
}

extension Shop {
    func events() async throws -> [Event] {
        try await store.read { tx in
            try Feed.events(after: FeedPosition(xid: 0, id: 0), atMost: 10_000, in: tx)
        }
    }
}
