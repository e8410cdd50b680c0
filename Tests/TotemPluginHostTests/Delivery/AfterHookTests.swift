import Foundation
import Testing
import TotemDelivery
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("After-hooks")
struct AfterHookTests {
    @Test(
        "A plugin is told what happens since it was switched on, in order, with the order as it is; nothing of before"
    )
    func told() async throws {
        let shop = try await PluginShop.open()
        _ = try await shop.order(try await shop.cart().token)
        var plugin = CPlugin.noting("a")
        let tell = """
            for (size_t i = 0; i < event->event_count; i++) {
              const totem_event *e = event->events[i];
              totem_status status = note(call, "%.*s %.*s %lld %.*s %.*s>%.*s %lld", WORD(e->type), WORD(e->subject),
                (long long)e->subject_id, WORD(e->actor), WORD(e->before), WORD(e->after),
                (long long)(e->order == NULL ? -1 : e->order->total));
              if (status != TOTEM_OK) return status;
            }
            """
        plugin.hooks = ["order.committed": tell, "order.transitioned": tell, "stock.changed": tell]
        try plugin.build(in: shop.folder)
        try await shop.enableSettled("a")
        try await shop.tell()
        #expect(try await shop.notes(of: "a") == [])

        let order = try await shop.order(try await shop.cart([("MUG-1", 2)]).token)
        try await shop.move(order.id, to: .cancelled)
        try await shop.tell()
        let subject = "order \(order.id)"
        let notes = try await shop.notes(of: "a")
        #expect(notes.prefix(2) == ["order.committed \(subject) guest > 666", "order.committed \(subject) guest > -1"])
        #expect(notes.contains("order.transitioned \(subject) system \"open\">\"cancelled\" 666"))
        #expect(notes.contains("stock.returned \(subject) system > -1"))
        try await shop.tell()
        #expect(try await shop.notes(of: "a") == notes)
    }

    @Test("A hook has its budget for each of the events that it is told of at once")
    func budget() async throws {
        let shop = try await PluginShop.open()
        for (name, milliseconds, budget) in [("a", 10, 40), ("b", 90, 40), ("c", 0, 400)] {
            var plugin = CPlugin.noting(name)
            plugin.hooks = [
                "order.committed": """
                usleep((useconds_t)event->event_count * \(milliseconds) * 1000);
                return note(call, "%zu", event->event_count);
                """
            ]
            plugin.budget = ["order.committed": Int64(budget)]
            try plugin.build(in: shop.folder)
            try await shop.enableSettled(name)
        }
        for _ in 1...10 { _ = try await shop.order(try await shop.cart().token) }
        try await shop.tell()
        for name in ["a", "b"] { #expect(try await shop.notes(of: name) == ["10"]) }
        // Writes of others wait for no more than a second.
        #expect(try await shop.notes(of: "c") == ["2", "2", "2", "2", "2"])
        let slow = shop.log.lines.filter { $0.hasPrefix("warning: a plugin's hook is slow") }
        #expect(slow.count == 1 && slow[0].contains("plugin=b,") && slow[0].contains("its budget is 400 ms"))
    }

    @Test(
        "A node that loses its turn in the middle tells nobody anything more",
        .enabled(if: TestEngine.current == .sqlite, "the other node is a trigger of SQLite's")
    )
    func lostTurn() async throws {
        let shop = try await PluginShop.open()
        for name in ["a", "b"] {
            var plugin = CPlugin.noting(name)
            plugin.hooks = ["order.committed": "return note(call, \"told\");"]
            try plugin.build(in: shop.folder)
            try await shop.enable(name)
        }
        try await shop.tell()
        _ = try await shop.files.store.write { tx in
            try tx.execute(
                """
                CREATE TRIGGER taken_over AFTER UPDATE ON feed_readers WHEN NEW.name = 'plugin:a'
                BEGIN UPDATE scheduled_work SET holder = 'other' WHERE name = 'events'; END
                """
            )
        }
        _ = try await shop.order(try await shop.cart().token)
        await #expect(throws: LeaseLost.self) { try await shop.tell() }
        #expect(try await shop.notes(of: "a") == ["told"])
        #expect(try await shop.notes(of: "b") == [])
    }

    @Test("They tell what was before and is since, why stock changed, how goods go and whose payment it is")
    func details() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin.noting("a")
        let tell = """
            for (size_t i = 0; i < event->event_count; i++) {
              const totem_event *e = event->events[i];
              totem_status status = note(call, "%.*s %.*s of %lld", WORD(e->type), WORD(e->data),
                (long long)(e->order ? e->order->id : 0));
              if (status != TOTEM_OK) return status;
            }
            """
        for hook in ["product.saved", "stock.changed", "fulfilment.created", "payment.changed", "order.transitioned"] {
            plugin.hooks[hook] = tell
        }
        plugin.hooks["refund.created"] = tell
        plugin.hooks["order.transition"] = """
            return note(call, "before %.*s by %.*s", WORD(event->comment), WORD(event->actor));
            """
        try plugin.build(in: shop.folder)
        try await shop.enableSettled("a")
        try await shop.kernel.write(as: .system) { tx, context in
            let price = Money(500, try StoreSettings.currency(in: tx))
            let draft = ProductDraft(sku: "JUG-1", name: "Jug", price: price, stock: .units(7))
            _ = try ProductStore.create(draft, in: HookCall(tx, context))
        }
        let order = try await shop.order(try await shop.cart().token)
        try await shop.kernel.write(as: .system) { tx, context in
            let tracking = try Tracking(carrier: "Royal Mail", number: "R1")
            _ = try OrderFulfilments.create(NewFulfilment(tracking: tracking), of: order.id, in: tx, context)
            let payment = try #require(order.payments.first)
            _ = try OrderPayments.capture(payment.id, of: order.id, amount: nil, in: tx, context)
            _ = try OrderTransitions.move(order.id, to: .completed, comment: "All done", in: tx, context)
            let refund = try RefundRequest(amount: Money(100, order.currency), reason: "late")
            _ = try OrderRefunds.refund(refund, of: order.id, in: tx, context)
        }
        try await shop.tell()
        let notes = try await shop.notes(of: "a")
        func expect(_ type: String, _ parts: String...) {
            let found = notes.contains { note in note.hasPrefix(type + " ") && parts.allSatisfy { note.contains($0) } }
            #expect(found, "\(type) \(parts): \(notes)")
        }
        expect("product.saved", #""to":{"slug":"jug","sku":"JUG-1","name":"Jug","price":500,"is_active":true}"#)
        expect("stock.changed", #""from":0,"to":7,"reason":"product saved""#, #""warehouse":"#)
        expect("fulfilment.created", #""carrier":"Royal Mail""#, #""tracking_number":"R1""#, #""lines":[{"line":"#)
        expect("payment.changed", #""order":\#(order.id)"#, " of \(order.id)")
        expect("refund.created", #""amount":100"#, " of \(order.id)")
        expect("order.transitioned", #""comment":"All done""#)
        expect("before", "All done by system")
    }

    @Test("What happens while a plugin is off is not told to it")
    func off() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin.noting("a")
        plugin.hooks = ["order.committed": "return note(call, \"%d\", (int)event->event_count);"]
        plugin.budget = ["order.committed": 50]
        try plugin.build(in: shop.folder)
        try await shop.enableSettled("a")
        _ = try await shop.order(try await shop.cart().token)
        try await shop.tell()
        try await shop.disable("a")
        _ = try await shop.order(try await shop.cart().token)
        try await shop.enableSettled("a")
        try await shop.tell()
        for _ in 0..<3 { _ = try await shop.order(try await shop.cart().token) }
        try await shop.tell()
        #expect(try await shop.notes(of: "a") == ["1", "3"])
    }

    @Test("An event that a plugin fails at is tried again later and later, then put aside, and the next ones go on")
    func failing() async throws {
        let shop = try await PluginShop.open()
        for name in ["a", "b"] {
            var plugin = CPlugin.noting(name)
            plugin.hooks = [
                "order.committed": """
                for (size_t i = 0; i < event->event_count; i++) {
                  totem_status status = note(call, "%lld", (long long)event->events[i]->order->total);
                  if (status != TOTEM_OK) return status;
                  if (\(name == "a" ? 1 : 0) && event->events[i]->order->total == 333 && !totem_setting_bool(call, "mended", false))
                    return totem_fail(call, TOTEM_STR("not that one"));
                }
                """
            ]
            plugin.manifest["settings"] = [
                "type": "object", "properties": ["mended": ["type": "boolean", "default": false]],
            ]
            try plugin.build(in: shop.folder)
            try await shop.enableSettled(name)
        }
        for sku in ["POT-1", "MUG-1", "BOWL-1"] { _ = try await shop.order(try await shop.cart([(sku, 1)]).token) }
        try await shop.tell()
        #expect(try await shop.notes(of: "a") == ["1999"])
        #expect(try await shop.notes(of: "b") == ["1999", "333", "10001"])
        var waited: Int64 = 0
        for pause: Int64 in [1, 2, 4, 8, 16] {
            #expect(try await shop.failedEvents().isEmpty)
            shop.clock.advance(milliseconds: pause * 1000 - 1)
            try await shop.tell()
            #expect(try await shop.notes(of: "a") == ["1999"])
            shop.clock.advance(milliseconds: 1)
            waited += pause
            try await shop.tell()
        }
        #expect(waited == 31)
        #expect(try await shop.notes(of: "a") == ["1999", "10001"])
        let failed = try #require(try await shop.failedEvents().first)
        #expect(failed.plugin == "a" && failed.event.type == "order.committed" && failed.attempts == 6)
        #expect(failed.error == "not that one")
        #expect(shop.log.has("a plugin was told of an event in vain"))

        // Once more in vain, and once more when the plugin is mended.
        try await replay(shop, failed)
        #expect(try await shop.failedEvents().map(\.attempts) == [7])
        try await shop.enableSettled("a", settings: ["mended": true])
        try await replay(shop, failed)
        #expect(try await shop.failedEvents().isEmpty)
        #expect(try await shop.notes(of: "a") == ["1999", "10001", "333"])
    }

    private func replay(_ shop: PluginShop, _ failed: FailedEvent) async throws {
        let now = shop.clock.now
        try await shop.files.store.write { tx in _ = try FailedEvents.replay(failed.id, in: tx, at: now) }
        try await shop.tell()
    }

    @Test("With fail: open an event that fails is passed over alone, and leaves nothing behind")
    func failsOpen() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin.noting("a")
        plugin.failsOpen = ["order.committed"]
        plugin.hooks = [
            "order.committed": """
            for (size_t i = 0; i < event->event_count; i++) {
              note(call, "%lld", (long long)event->events[i]->order->total);
              if (event->events[i]->order->total == 333) return totem_fail(call, TOTEM_STR("no"));
            }
            """
        ]
        try plugin.build(in: shop.folder)
        try await shop.enableSettled("a")
        for sku in ["POT-1", "MUG-1", "BOWL-1"] { _ = try await shop.order(try await shop.cart([(sku, 1)]).token) }
        try await shop.tell()
        #expect(try await shop.notes(of: "a") == ["1999", "10001"])
        #expect(try await shop.number("SELECT COUNT(*) FROM stalled_events") == 0)
        #expect(shop.log.has("why=no"))
    }

    @Test("A cart's changes are written down only where a plugin hears them")
    func carts() async throws {
        let shop = try await PluginShop.open()
        _ = try await shop.cart()
        #expect(try await shop.number("SELECT COUNT(*) FROM outbox WHERE type = 'cart.updated'") == 0)
        var plugin = CPlugin.noting("a")
        plugin.hooks = [
            "cart.updated": """
            for (size_t i = 0; i < event->event_count; i++) note(call, "%.*s", WORD(event->events[i]->data));
            """
        ]
        try plugin.build(in: shop.folder)
        try await shop.enableSettled("a")
        let cart = try await shop.cart()
        try await shop.kernel.write(as: .guest) { tx, context in
            _ = try CartStore.add(
                LineRequest(.sku("MUG-1"), quantity: Quantity(1)),
                to: cart.token,
                in: tx,
                context
            )
        }
        try await shop.tell()
        #expect(try await shop.notes(of: "a") == [#"{"reason":"created"}"#, #"{"reason":"lines"}"#])
    }

    @Test("Of two nodes one tells; when it has died in the middle, the other goes on where it was")
    func twoNodes() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin.noting("a")
        plugin.hooks = ["product.saved": "return note(call, \"%d\", (int)event->event_count);"]
        try plugin.build(in: shop.folder)
        try await shop.enableSettled("a")
        let now = shop.clock.now
        try await shop.files.store.write { tx in
            let id = try tx.first("SELECT MIN(id) FROM products") { try $0.get(0, as: Product.ID.self) }
            _ = try ProductStore.update(try #require(id), in: HookCall(tx, at: now)) { $0.name = "other" }
            _ = try ScheduledWork.events.take(as: "dead", every: 0, in: tx, at: now)
        }
        try await shop.tell()
        #expect(try await shop.notes(of: "a") == [])
        shop.clock.advance(milliseconds: ScheduledWork.Lease.patience)
        try await shop.tell()
        #expect(try await shop.notes(of: "a") == ["1"])
    }

    @Test("A plugin that can't run is told later, and what a plugin does not hear it passes within a minute")
    func standing() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin.noting("a")
        plugin.hooks = ["product.saved": "return note(call, \"%d\", (int)event->event_count);"]
        try plugin.build(in: shop.folder)
        try await shop.enableSettled("a")
        _ = try await shop.order(try await shop.cart().token)
        shop.clock.advance(milliseconds: 60_000)
        try await shop.tell()
        let unread: SQL = """
            SELECT COUNT(*) FROM outbox WHERE id > (SELECT event_id FROM feed_readers WHERE name = 'plugin:a')
            """
        #expect(try await shop.number(unread) == 0)

        // Its library is gone from this machine for a while.
        let library = "\(shop.folder)/a/a.so"
        try FileManager.default.moveItem(atPath: library, toPath: library + "-away")
        let other = shop.other()
        try await other.host.reconcile()
        #expect(other.host.hookOrder().isEmpty)
        let now = shop.clock.now
        try await shop.files.store.write { tx in
            let id = try tx.first("SELECT MIN(id) FROM products") { try $0.get(0, as: Product.ID.self) }
            _ = try ProductStore.update(try #require(id), in: HookCall(tx, at: now)) { $0.name = "other" }
        }
        try await other.tell()
        try FileManager.default.moveItem(atPath: library + "-away", toPath: library)
        try await shop.tell()
        #expect(try await shop.notes(of: "a") == ["1"])
    }

    @Test("Every hook that tells what happened is one of the header's, in the context after")
    func header() {
        let names = Set(AfterHook.allCases.map(\.rawValue))
        #expect(names.count == 9)
        #expect(names.isSubset(of: Set(PluginHost.hookNames)))
    }
}
