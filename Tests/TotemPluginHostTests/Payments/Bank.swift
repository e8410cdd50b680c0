import Foundation
import Synchronization
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

/// Who moves the money behind a plugin's provider: a web server with books. What a payment comes to is said by the details that
/// the buyer sends.
final class Bank: Sendable {
    struct Account: Sendable {
        let amount: Int64
        /// `authorized`, `captured`, `action`, `declined`, `pending`, `voided`
        var state: String
        var captured: Int64 = 0
        var refunded: Int64 = 0
        /// Keys of what was done with it.
        var operations: Set<String> = []

        /// What of the buyer's money is reserved or taken.
        var held: Int64 {
            switch state {
            case "authorized": amount
            case "captured": captured - refunded
            default: 0
            }
        }
    }

    private struct Books {
        var accounts: [String: Account] = [:]
        var asked: [String] = []
        /// What it answers next, whatever it was asked.
        var nextAnswer: String?
    }

    private let books = Mutex(Books())

    /// By the payment's key.
    var accounts: [String: Account] { books.withLock { $0.accounts } }
    var account: Account? { accounts.values.first }
    /// What it was asked for, in order: `authorize`, `retrieve`, …
    var asked: [String] { books.withLock { $0.asked } }

    func answerNext(_ answer: String) { books.withLock { $0.nextAnswer = answer } }

    func change(_ change: @Sendable (inout Account) -> Void) {
        books.withLock { books in
            books.accounts = books.accounts.mapValues { account in
                var copy = account
                change(&copy)
                return copy
            }
        }
    }

    /// - Throws: when no port is free.
    func open() throws -> TinyServer {
        try TinyServer { [self] request in
            guard let answer = answer(to: request) else { return nil }
            return "HTTP/1.1 200 OK\r\nContent-Length: \(answer.utf8.count)\r\nConnection: close\r\n\r\n\(answer)"
        }
    }

    private func answer(to request: String) -> String? {
        guard let match = request.firstMatch(of: #/^POST /(\w+)/([^?]*)\?operation=([^&]*)&amount=(\d+) /#) else {
            return "?"
        }
        let (what, key, operation) = (String(match.1), String(match.2), String(match.3))
        let amount = Int64(match.4) ?? 0
        let wish = request.components(separatedBy: "\r\n\r\n").last?.trimmingCharacters(in: ["\""]) ?? ""
        return books.withLock { books in
            books.asked.append(what)
            if let next = books.nextAnswer {
                books.nextAnswer = nil
                return next
            }
            switch what {
            case "authorize":
                if books.accounts[key] == nil { books.accounts[key] = Self.account(wish, amount) }
                return wish == "silent" ? nil : Self.answer(books.accounts[key], key)
            case "retrieve", "confirm": return Self.answer(books.accounts[key], key)
            default:
                var account = books.accounts[key] ?? Account(amount: amount, state: "pending")
                let isDone = account.operations.contains(operation) || Self.take(what, amount, &account)
                if isDone { account.operations.insert(operation) }
                books.accounts[key] = account
                return isDone ? "done" : "declined It can't be done in this state."
            }
        }
    }

    private static func account(_ wish: String, _ amount: Int64) -> Account {
        switch wish {
        case "capture": Account(amount: amount, state: "captured", captured: amount)
        case "decline": Account(amount: amount, state: "declined")
        case "action": Account(amount: amount, state: "action")
        default: Account(amount: amount, state: "authorized")
        }
    }

    private static func take(_ what: String, _ amount: Int64, _ account: inout Account) -> Bool {
        switch what {
        case "capture":
            guard ["authorized", "captured"].contains(account.state), account.captured + amount <= account.amount else {
                return false
            }
            account.captured += amount
            account.state = "captured"
        case "void":
            guard account.captured == 0 else { return false }
            account.state = "voided"
        default:
            guard account.refunded + amount <= account.captured else { return false }
            account.refunded += amount
        }
        return true
    }

    private static func answer(_ account: Account?, _ key: String) -> String {
        switch account?.state {
        case nil: "unknown"
        case "authorized": "authorized tx-\(key.prefix(8))"
        case "captured": "captured tx-\(key.prefix(8))"
        case "action": "action {\"redirect_url\": \"https://bank.example.com/\(key)\"}"
        case "pending": "pending"
        default: "declined The card has no money."
        }
    }
}

extension CPlugin {
    /// Takes payments by asking a bank over HTTP. `details` is handed on; GET … nothing. `POST /told` is what the bank calls with
    /// `{"reference": "…"}`.
    /// - Parameter budget: milliseconds that each hook is waited for.
    static func bank(_ name: String = "bank", at port: UInt16, budget: Int64 = 20_000) -> CPlugin {
        var plugin = CPlugin(name)
        plugin.manifest = ["permissions": ["do": ["payments.provide"], "network": ["bank.example.com"]]]
        plugin.prelude = """
            static bool is(const char *word, totem_str text) {
              return text.len >= strlen(word) && memcmp(word, text.ptr, strlen(word)) == 0;
            }
            static totem_status tell(totem_call *call, const totem_payment_event *event, const char *what) {
              char url[600];
              snprintf(url, sizeof url, "http://bank.example.com:\(port)/%s/%.*s?operation=%.*s&amount=%lld", what,
                (int)event->key.len, event->key.ptr, (int)event->operation_key.len,
                event->operation_key.ptr == NULL ? "" : event->operation_key.ptr, (long long)event->amount);
              totem_http_request request = {.size = sizeof request, .method = TOTEM_STR("POST"), .url = totem_text(url),
                .body = event->details};
              totem_http_response response = {.size = sizeof response};
              totem_status status = totem_http(call, &request, &response);
              if (status != TOTEM_OK) return status;
              totem_payment_answer answer = {.size = sizeof answer};
              size_t start = 0;
              while (start < response.body.len && response.body.ptr[start] != ' ') start++;
              if (start < response.body.len) start++;
              totem_str rest = {response.body.ptr + start, response.body.len - start};
              if (is("authorized", response.body)) answer.outcome = TOTEM_PAYMENT_AUTHORIZED;
              if (is("captured", response.body)) answer.outcome = TOTEM_PAYMENT_CAPTURED;
              if (is("pending", response.body)) answer.outcome = TOTEM_PAYMENT_PENDING;
              if (is("action", response.body)) answer.outcome = TOTEM_PAYMENT_ACTION;
              if (is("declined", response.body)) answer.outcome = TOTEM_PAYMENT_DECLINED;
              if (is("unknown", response.body)) answer.outcome = TOTEM_PAYMENT_UNKNOWN;
              if (is("done", response.body)) answer.outcome = TOTEM_PAYMENT_DONE;
              answer.transaction_id = rest;
              answer.reason = rest;
              answer.action = rest;
              return totem_answer_payment(call, &answer);
            }
            static totem_status told(totem_call *call, const totem_request *request, void *state) {
              totem_str reference;
              totem_status status = totem_body_str(call, "reference", &reference);
              if (status == TOTEM_OK) status = totem_payment_changed(call, "card", reference);
              if (status == TOTEM_NOT_FOUND) return totem_problem(call, 404, "no-payment", totem_last_error(call));
              return status == TOTEM_OK ? totem_respond(call, 204, TOTEM_STR("")) : status;
            }
            """
        for what in ["authorize", "confirm", "retrieve", "capture", "void", "refund"] {
            plugin.hooks["payment.\(what)"] = "return tell(call, event, \"\(what)\");"
            plugin.budget["payment.\(what)"] = budget
        }
        plugin.start = """
            if (!status) status = totem_payment_provider(registry, "card", TOTEM_STR("Card"));
            if (!status) status = totem_route(registry, "POST", "/told", TOTEM_ANYONE, TOTEM_OUTSIDE, told);
            """
        return plugin
    }
}

/// A shop whose buyers pay by a plugin.
struct BankShop {
    let shop: PluginShop
    let bank = Bank()
    let server: TinyServer
    var kernel: Kernel { shop.kernel }

    /// - Parameter change: what is other about the plugin.
    static func open(budget: Int64 = 20_000, _ change: (inout CPlugin) -> Void = { _ in }) async throws -> BankShop {
        let network = PluginNetwork(reachesPrivateNetworks: true) { _ in ["127.0.0.1"] }
        let shop = try await BankShop(PluginShop.open(stock: 10, network: network))
        var plugin = CPlugin.bank(at: shop.server.port, budget: budget)
        change(&plugin)
        try plugin.build(in: shop.shop.folder)
        try await shop.shop.enable("bank")
        return shop
    }

    private init(_ shop: PluginShop) throws {
        self.shop = shop
        server = try bank.open()
    }

    /// The first of the two commits.
    func place(method: String = "bank.card") async throws -> Order {
        let cart = try await shop.cart()
        let context = kernel.context(for: .guest)
        let checkout = CheckoutRequest(
            email: try Email("buyer@example.com"),
            shippingAddress: try Address(addressLine1: "1 Lane", city: "Stoke", postalCode: "ST1 1AA", country: "GB"),
            paymentMethod: kernel.providers(for: context).method(method)
        )
        return try await kernel.write(context) { tx, context in
            try PlaceOrder.place(cart.token, checkout, in: tx, context)
        }
    }

    func settle(_ order: Order, _ purpose: PaymentPurpose = .settle) async throws -> PaymentOutcome {
        try await kernel.settle(order.payments[0].id, purpose, kernel.context(for: .guest))
    }

    /// Both commits.
    func checkOut(_ details: JSONValue = "authorize") async throws -> PaymentOutcome {
        try await settle(try await place(), .begin(details: details))
    }

    func order(_ id: Order.ID) async throws -> Order {
        try await kernel.read(as: .system) { tx, context in try OrderStore.get(id, in: tx, context) }
    }

    /// What staff do, to its end.
    func change(
        _ body: @escaping @Sendable (Transaction, RequestContext, PaymentProviders) throws -> PaymentChange
    ) async throws -> PaymentChange {
        let context = kernel.context(for: .system)
        let providers = kernel.providers(for: context)
        let begun = try await kernel.write(context) { tx, context in try body(tx, context, providers) }
        guard case .outstanding(let id, _) = begun else { return begun }
        return try await kernel.finish(id, isNew: true, context)
    }

    func capture(_ order: Order, _ amount: Int64? = nil) async throws -> PaymentChange {
        try await change { tx, context, providers in
            let amount = amount.map { Money($0, order.currency) }
            return try ProviderOperations.capture(
                order.payments[0].id,
                of: order.id,
                amount: amount,
                by: providers,
                in: tx,
                context
            )
        }
    }

    func refund(_ order: Order, _ amount: Int64) async throws -> PaymentChange {
        let request = try RefundRequest(amount: Money(amount, order.currency), reason: "late")
        return try await change { tx, context, providers in
            try ProviderOperations.refund(request, of: order.id, by: providers, in: tx, context)
        }
    }

    func tell(_ reference: String) async throws -> TestResponse {
        try await shop.send("POST", "/told", of: "bank", ["reference": .string(reference)], by: .guest)
    }
}
