import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("Payments by a plugin")
struct PaymentPluginTests {
    @Test(
        "A plugin's way to pay is offered by its name, authorizes at checkout, and is captured, voided and given back in parts"
    )
    func whole() async throws {
        let shop = try await BankShop.open()
        defer { shop.server.close() }
        let providers = shop.kernel.providers(for: shop.kernel.context(for: .guest))
        #expect(providers.methods == ["manual", "bank.card"] && providers.title(of: "bank.card") == "Card")
        let order = try await shop.checkOut().order
        #expect(order.status == .open && order.paymentStatus == .authorized)
        let payment = order.payments[0]
        #expect(payment.method == "bank.card" && payment.transactionID?.hasPrefix("tx-") == true)
        #expect(shop.bank.asked == ["authorize"] && shop.bank.account?.held == 1999)

        #expect(try await shop.capture(order, 400).order.paymentStatus == .partiallyPaid)
        #expect(try await shop.capture(order, 1000).order.paymentStatus == .partiallyPaid)
        #expect(shop.bank.account?.captured == 1400)
        #expect(try await shop.refund(order, 500).order.paymentStatus == .partiallyRefunded)
        #expect(try await shop.refund(order, 900).order.paymentStatus == .refunded)
        #expect(shop.bank.account?.held == 0)
        // This bank gives nothing up of which something was taken.
        let voided = try await shop.change { tx, context, providers in
            try ProviderOperations.void(payment.id, of: order.id, by: providers, in: tx, context)
        }
        guard case .declined(let same, let reason) = voided else {
            Issue.record("not declined")
            return
        }
        #expect(reason == "It can't be done in this state." && same.paymentStatus == .refunded)
    }

    @Test("An order that is cancelled is voided at the plugin")
    func void() async throws {
        let shop = try await BankShop.open()
        defer { shop.server.close() }
        let order = try await shop.checkOut().order
        try await shop.shop.move(order.id, to: .cancelled)
        try await shop.kernel.finishOperations(of: order.id, shop.kernel.context(for: .system))
        #expect(shop.bank.account?.state == "voided")
        #expect(try await shop.order(order.id).paymentStatus == .voided)
    }

    @Test("What is declined releases the order at once, with the plugin's reason")
    func declined() async throws {
        let shop = try await BankShop.open()
        defer { shop.server.close() }
        guard case .failed(let order, let reason) = try await shop.checkOut("decline") else {
            Issue.record("not declined")
            return
        }
        #expect(reason == "The card has no money." && order.status == .cancelled)
        #expect(try await shop.shop.number("SELECT MIN(quantity) FROM inventory") == 10)
    }

    @Test("An action waits for the buyer, and is confirmed when they have done their part")
    func action() async throws {
        let shop = try await BankShop.open()
        defer { shop.server.close() }
        guard case .waiting(let order) = try await shop.checkOut("action") else {
            Issue.record("not waiting")
            return
        }
        guard case .string(let place) = order.payments[0].action?["redirect_url"] else {
            Issue.record("no action")
            return
        }
        #expect(place.hasPrefix("https://bank.example.com/"))
        shop.bank.change { $0.state = "authorized" }
        let paid = try await shop.settle(order, .resume(details: nil)).order
        #expect(paid.status == .open && shop.bank.asked == ["authorize", "confirm"])
    }

    @Test("Without the hook payment.confirm the plugin is asked what became of the payment")
    func withoutConfirm() async throws {
        let shop = try await BankShop.open { $0.hooks["payment.confirm"] = nil }
        defer { shop.server.close() }
        let order = try await shop.checkOut("action").order
        shop.bank.change { $0.state = "captured" }
        #expect(try await shop.settle(order, .resume(details: nil)).order.paymentStatus == .paid)
        #expect(shop.bank.asked == ["authorize", "retrieve"])
    }

    @Test("A bank that moves the money and does not answer in time is asked again, and moves it once")
    func silent() async throws {
        let shop = try await BankShop.open(budget: 3_000)
        defer { shop.server.close() }
        guard case .waiting(let order) = try await shop.checkOut("silent") else {
            Issue.record("taken for paid or declined")
            return
        }
        #expect(order.status == .pending && order.payments[0].status == .pending)
        let paid = try await shop.settle(order).order
        #expect(paid.status == .open && paid.paymentStatus == .authorized)
        #expect(shop.bank.accounts.count == 1 && shop.bank.account?.held == 1999)
        #expect(shop.bank.asked == ["authorize", "retrieve"])
    }

    @Test(
        "What is no answer is unclear: neither paid nor declined",
        arguments: [
            "return TOTEM_OK;", "return TOTEM_ERROR;", "totem_fail(call, TOTEM_STR(\"no\")); return TOTEM_OK;",
            "return totem_veto(call, \"declined\", TOTEM_STR(\"No.\")) == TOTEM_VETO ? TOTEM_OK : TOTEM_ERROR;",
            "say(call, TOTEM_PAYMENT_CAPTURED, \"tx-1\"); return TOTEM_ERROR;",
            "say(call, TOTEM_PAYMENT_CAPTURED, \"tx-1\"); say(call, TOTEM_PAYMENT_DECLINED, \"No.\"); return TOTEM_OK;",
            "return say(call, TOTEM_PAYMENT_CAPTURED, \"\") == TOTEM_INVALID ? TOTEM_OK : TOTEM_ERROR;",
            "return say(call, TOTEM_PAYMENT_AUTHORIZED, \"\\xff\") == TOTEM_INVALID ? TOTEM_OK : TOTEM_ERROR;",
            "return say(call, TOTEM_PAYMENT_DONE, \"\") == TOTEM_INVALID ? TOTEM_OK : TOTEM_ERROR;",
            "return say(call, TOTEM_PAYMENT_UNKNOWN, \"\") == TOTEM_INVALID ? TOTEM_OK : TOTEM_ERROR;",
            "return say(call, 99, \"tx-1\") == TOTEM_INVALID ? TOTEM_OK : TOTEM_ERROR;",
            "return say(call, TOTEM_PAYMENT_ACTION, \"{\") == TOTEM_INVALID ? TOTEM_OK : TOTEM_ERROR;",
            "return say(call, TOTEM_PAYMENT_DECLINED, \"\") == TOTEM_INVALID ? TOTEM_OK : TOTEM_ERROR;",
            "return totem_answer_payment(call, NULL) == TOTEM_INVALID ? TOTEM_OK : TOTEM_ERROR;",
        ]
    )
    func garbage(_ body: String) async throws {
        let shop = try await BankShop.open { plugin in
            plugin.prelude += """

                static totem_status say(totem_call *call, uint32_t outcome, const char *text) {
                  totem_payment_answer answer = {.size = sizeof answer, .outcome = outcome, .transaction_id = totem_text(text),
                    .reason = totem_text(text), .action = totem_text(text)};
                  return totem_answer_payment(call, &answer);
                }
                """
            plugin.hooks["payment.authorize"] = body
            plugin.failsOpen = ["payment.authorize"]
        }
        defer { shop.server.close() }
        guard case .waiting(let order) = try await shop.checkOut() else {
            Issue.record("taken for paid or declined")
            return
        }
        #expect(order.status == .pending && order.payments[0].status == .pending)
        #expect(shop.shop.log.has("a plugin's hook failed"))
        // The bank was never asked, and will not be paid any more.
        guard case .failed(let released, _) = try await shop.settle(order) else {
            Issue.record("not released")
            return
        }
        #expect(released.status == .cancelled && shop.bank.asked == ["retrieve", "void"])
    }

    @Test(
        "Words of the bank that mean nothing decide nothing about a capture, which is asked for again with the same key"
    )
    func unclearCapture() async throws {
        let shop = try await BankShop.open()
        defer { shop.server.close() }
        let order = try await shop.checkOut().order
        for nonsense in ["?", "captured tx-1", "unknown"] {
            shop.bank.answerNext(nonsense)
            guard case .outstanding(let id, let same) = try await shop.capture(order) else {
                Issue.record("decided by '\(nonsense)'")
                return
            }
            #expect(same.paymentStatus == .authorized)
            let done = try await shop.kernel.finish(id, isNew: false, shop.kernel.context(for: .system))
            guard nonsense != "unknown" else {
                #expect(done.order.paymentStatus == .paid)
                break
            }
            guard case .done(let paid) = done, paid.paymentStatus == .paid else {
                Issue.record("not captured")
                return
            }
            break
        }
        #expect(shop.bank.account?.captured == 1999 && shop.bank.account?.operations.count == 1)
    }

    @Test(
        "A plugin that is switched off loses nothing: its payments wait, staff see them, and it goes on when it is on again"
    )
    func off() async throws {
        let shop = try await BankShop.open()
        defer { shop.server.close() }
        let paid = try await shop.checkOut().order
        let order = try await shop.checkOut("action").order
        shop.bank.change { account in
            guard account.state == "action" else { return }
            account.state = "captured"
            account.captured = account.amount
        }
        try await shop.shop.disable("bank")
        shop.shop.clock.advance(milliseconds: 3_600_000)
        #expect(await refusal { _ = try await shop.settle(order) }?.code == "payment-provider-missing")
        #expect(await refusal { _ = try await shop.capture(paid) }?.code == "payment-provider-missing")
        // An hour later its time is over, and still nothing is decided.
        #expect(try await shop.kernel.duePayments(10).isEmpty)
        try await shop.shop.move(paid.id, to: .cancelled)
        #expect(try await shop.kernel.dueOperations(10).isEmpty)
        let (undecided, undone) = try await shop.kernel.read(as: .system) { tx, context in
            (
                try ProviderOperations.undecided(PageRequest(), in: tx, context).items,
                try ProviderOperations.list(.pending, PageRequest(), in: tx, context).items
            )
        }
        #expect(undecided.map(\.order) == [order.id] && undecided.map(\.kind) == [.authorize])
        #expect(undone.map(\.order) == [paid.id] && undone.map(\.method) == ["bank.card"])
        #expect(try await shop.order(order.id).status == .pending)
        let dropping = await refusal { try await shop.shop.host.remove("bank", dropData: true) }
        #expect(dropping?.detail.contains("what became of 2 of its payments") == true, "\(dropping?.detail ?? "")")

        try await shop.shop.enable("bank")
        for id in try await shop.kernel.duePayments(10) {
            _ = try await shop.kernel.settle(id, .settle, shop.kernel.context(for: .system))
        }
        for id in try await shop.kernel.dueOperations(10) {
            _ = try await shop.kernel.finish(id, isNew: false, shop.kernel.context(for: .system))
        }
        #expect(try await shop.order(order.id).paymentStatus == .paid)
        #expect(try await shop.order(paid.id).paymentStatus == .voided)
        #expect(shop.bank.accounts.values.map(\.held).reduce(0, +) == 1999)
    }

    @Test("What the bank tells is looked after at once, by the key or by its own name, and twice does nothing more")
    func told() async throws {
        let shop = try await BankShop.open()
        defer { shop.server.close() }
        let order = try await shop.checkOut("action").order
        let key = try #require(shop.bank.accounts.keys.first)
        #expect(try await shop.tell(key).status == 204)
        #expect(try await shop.order(order.id).status == .pending)
        shop.bank.change {
            $0.state = "captured"
            $0.captured = $0.amount
        }
        #expect(try await shop.tell(key).status == 204)
        let paid = try await shop.order(order.id)
        #expect(paid.status == .open && paid.paymentStatus == .paid)
        let asked = shop.bank.asked
        #expect(try await shop.tell(key).status == 204)
        #expect(try await shop.tell("tx-\(key.prefix(8))").status == 204)
        #expect(shop.bank.asked == asked)
        #expect(await refusal { _ = try await shop.tell("tx-nobody") }?.code == "no-payment")

        // Of what it was asked to do, too.
        shop.bank.answerNext("pending")
        guard case .outstanding = try await shop.refund(paid, 500) else {
            Issue.record("not outstanding")
            return
        }
        #expect(try await shop.tell(key).status == 204)
        #expect(try await shop.order(order.id).paymentStatus == .partiallyRefunded)
        #expect(shop.bank.account?.refunded == 500)
    }

    @Test("Money that comes after a payment has failed is told of, and goes back")
    func late() async throws {
        let shop = try await BankShop.open()
        defer { shop.server.close() }
        let order = try await shop.checkOut("decline").order
        #expect(order.status == .cancelled)
        let key = try #require(shop.bank.accounts.keys.first)
        shop.bank.change {
            $0.state = "captured"
            $0.captured = $0.amount
        }
        #expect(try await shop.tell(key).status == 204)
        for id in try await shop.kernel.dueOperations(10) {
            _ = try await shop.kernel.finish(id, isNew: false, shop.kernel.context(for: .system))
        }
        #expect(shop.bank.account?.held == 0)
        #expect(try await shop.order(order.id).paymentStatus == .refunded)
    }

    @Test("Two plugins may name their way to pay alike: each is its own, and only the one that was chosen is asked")
    func two() async throws {
        let shop = try await BankShop.open()
        defer { shop.server.close() }
        let other = Bank()
        let server = try other.open()
        defer { server.close() }
        try CPlugin.bank("purse", at: server.port).build(in: shop.shop.folder)
        try await shop.shop.enable("purse")
        let order = try await shop.place(method: "purse.card")
        #expect(try await shop.settle(order, .begin(details: "capture")).order.paymentStatus == .paid)
        #expect(other.asked == ["authorize"] && shop.bank.asked.isEmpty)
        #expect(await refusal { _ = try await shop.tell(other.accounts.keys.first ?? "") }?.code == "no-payment")
    }

    @Test(
        "A provider that could not be asked for something, or has no leave, is not switched on",
        arguments: [
            ("payment.void", "\"do\": [\"payments.provide\"]", "without the hook payment.void"),
            ("", "", "payments.provide"),
        ]
    )
    func refused(_ missing: String, _ permission: String, _ words: String) async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin.bank(at: 1)
        plugin.hooks[missing] = nil
        if permission.isEmpty { plugin.manifest["permissions"] = ["network": ["bank.example.com"]] }
        try plugin.build(in: shop.folder)
        let error = await refusal { try await shop.enable("bank") }
        #expect(error?.code == "plugin-refused" && error?.detail.contains(words) == true, "\(error?.detail ?? "")")
    }

    @Test(
        "Inside the hooks, SQL and news of payments mean nothing; elsewhere, an answer does; and nothing is sent when time is over"
    )
    func misuse() async throws {
        let shop = try await BankShop.open(budget: 300) { plugin in
            plugin.hooks["payment.authorize"] = """
                totem_stmt *query;
                bool right = totem_prepare(call, "SELECT 1", &query) == TOTEM_MISUSE
                  && totem_payment_changed(call, "card", event->key) == TOTEM_MISUSE;
                usleep(400000);
                totem_http_request request = {.size = sizeof request, .method = TOTEM_STR("GET"),
                  .url = TOTEM_STR("http://bank.example.com:\(1)/")};
                totem_http_response response = {.size = sizeof response};
                right = right && totem_http(call, &request, &response) == TOTEM_LIMIT;
                totem_log(call, TOTEM_LOG_WARNING, right ? TOTEM_STR("all is right") : totem_last_error(call));
                """
            plugin.hooks["cart.discounts"] = """
                totem_payment_answer answer = {.size = sizeof answer, .outcome = TOTEM_PAYMENT_PENDING};
                if (totem_answer_payment(call, &answer) != TOTEM_MISUSE) return TOTEM_ERROR;
                return totem_payment_changed(call, "card", TOTEM_STR("x")) == TOTEM_MISUSE ? TOTEM_OK : TOTEM_ERROR;
                """
        }
        defer { shop.server.close() }
        _ = try await shop.checkOut()
        try await wait(for: "the hook to end") { shop.shop.log.has("all is right") }
        #expect(shop.bank.asked.isEmpty)
    }

    @Test("A guard of the order's states is asked before the bank is, and told when the money has moved")
    func guarded() async throws {
        let shop = try await BankShop.open()
        defer { shop.server.close() }
        var guardian = CPlugin.noting("a")
        guardian.manifest["settings"] = ["type": "object", "properties": ["refuses": ["type": "string"]]]
        guardian.hooks = [
            "order.transition": """
            note(call, "%.*s %d", WORD(transition->to), transition->is_fact);
            totem_str refused = totem_setting_str(call, "refuses", TOTEM_STR(""));
            char word[60];
            int length = snprintf(word, sizeof word, "%.*s %d", WORD(transition->to), transition->is_fact);
            if ((size_t)length == refused.len && memcmp(word, refused.ptr, refused.len) == 0)
              return totem_veto(call, "not-so", TOTEM_STR("Not so."));
            """
        ]
        try guardian.build(in: shop.shop.folder)
        try await shop.shop.enable("a", settings: ["refuses": "paid 0"])
        let order = try await shop.checkOut().order
        #expect(await refusal { _ = try await shop.capture(order) }?.code == "not-so")
        #expect(shop.bank.asked == ["authorize"])
        _ = try await shop.shop.host.change("a", to: PluginChange(settings: ["refuses": "paid 1"]), by: .system)
        let paid = try await shop.capture(order).order
        #expect(paid.paymentStatus == .paid && shop.bank.account?.captured == 1999)
        #expect(paid.history.last?.comment.contains("a would have refused it: Not so.") == true)
        // Asked, it has written nothing that stayed; told, what it wrote stays unless it would have refused.
        #expect(try await shop.shop.notes(of: "a") == ["open 0", "authorized 1"])
        // Not even what was declined can be kept from being so.
        _ = try await shop.shop.host.change("a", to: PluginChange(settings: ["refuses": "cancelled 1"]), by: .system)
        #expect(try await shop.checkOut("decline").order.status == .cancelled)
    }
}
