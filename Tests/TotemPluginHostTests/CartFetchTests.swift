import Synchronization
import Testing
import TotemKernel
import TotemPluginHost
import TotemStore
import TotemTesting

@Suite("cart.fetch")
struct CartFetchTests {
    private static let network = PluginNetwork(reachesPrivateNetworks: true) { _ in ["127.0.0.1"] }

    /// What a carrier asks for, and how often it was asked.
    private final class Carrier: Sendable {
        private let state = Mutex((price: Optional(700), count: 0))
        var count: Int { state.withLock { $0.count } }

        /// - Parameter price: nil: it is silent.
        func ask(_ price: Int?) { state.withLock { $0.price = price } }

        func open() throws -> TinyServer {
            try TinyServer { [self] _ in
                let price = state.withLock { state in
                    state.count += 1
                    return state.price
                }
                return price.map {
                    "HTTP/1.1 200 OK\r\nContent-Length: \("\($0)".utf8.count)\r\nConnection: close\r\n\r\n\($0)"
                }
            }
        }
    }

    /// Asks the carrier, and offers what it says as the only rate.
    private static func plugin(_ port: UInt16, open: Bool = false, budget: Int64 = 20_000) -> CPlugin {
        var plugin = CPlugin("post")
        plugin.manifest = ["permissions": ["network": ["post.example.com"]]]
        plugin.budget = ["cart.fetch": budget]
        plugin.failsOpen = open ? ["cart.fetch"] : []
        plugin.hooks = [
            "cart.fetch": """
            totem_stmt *query;
            if (totem_prepare(call, "SELECT 1", &query) != TOTEM_MISUSE) return TOTEM_ERROR;
            totem_http_request request = {.size = sizeof request, .method = TOTEM_STR("GET"),
              .url = TOTEM_STR("http://post.example.com:\(port)/rates")};
            totem_http_response response = {.size = sizeof response};
            totem_status status = totem_http(call, &request, &response);
            if (status != TOTEM_OK) return status;
            if (cart->shipping_address == NULL || cart->line_count == 0) return TOTEM_ERROR;
            if (totem_put_quote(call, "rate", TOTEM_STR("{"), 600) != TOTEM_INVALID
                || totem_put_quote(call, "rate", TOTEM_STR("1"), 0) != TOTEM_INVALID) return TOTEM_ERROR;
            totem_str kept;
            if (totem_keep(call, response.body, &kept) != TOTEM_OK || !totem_equal(kept, response.body)) return TOTEM_ERROR;
            return totem_put_quote(call, "rate", kept, 600);
            """,
            "cart.shipping_rates": """
            totem_str quote;
            totem_status status = totem_quote(call, "rate", &quote);
            if (status == TOTEM_NOT_FOUND) return TOTEM_OK;
            if (status != TOTEM_OK) return status;
            char text[20] = "";
            memcpy(text, quote.ptr, quote.len < 19 ? quote.len : 19);
            totem_rate rate = {.size = sizeof rate, .id = TOTEM_STR("parcel"), .label = TOTEM_STR("Parcel"), .amount = atoll(text)};
            return totem_add_rate(call, &rate);
            """,
        ]
        return plugin
    }

    private func shop(_ plugin: CPlugin) async throws -> PluginShop {
        let shop = try await PluginShop.open(network: Self.network)
        try plugin.build(in: shop.folder)
        try await shop.enable("post")
        return shop
    }

    /// A cart that goes somewhere.
    private func cart(_ shop: PluginShop) async throws -> Cart {
        let cart = try await shop.cart()
        return try await shop.kernel.write(as: .guest) { tx, context in
            try CartStore.change(cart.token, in: tx, context) { $0.shippingAddress = try Self.address() }
        }
    }

    private static func address(_ city: String = "Stoke") throws -> Address {
        try Address(addressLine1: "1 Clay Lane", city: city, postalCode: "ST1 1AA", country: "GB")
    }

    private func fetch(_ shop: PluginShop, _ cart: Cart, for purpose: QuotePurpose = .showing) async throws -> Cart {
        try await shop.kernel.fetchQuotes(of: cart.token, for: purpose, shop.kernel.context(for: .guest))
        return try await shop.look(cart.token)
    }

    private func checkout(_ total: Int64? = nil) throws -> CheckoutRequest {
        CheckoutRequest(
            email: try Email("a@example.com"),
            paymentMethod: .manual,
            expectedTotal: total.flatMap { total in Currency("USD").map { Money(total, $0) } }
        )
    }

    /// As the route does it.
    private func checkOut(_ shop: PluginShop, _ cart: Cart, _ total: Int64? = nil) async throws -> Order {
        let request = try checkout(total)
        try await shop.kernel.fetchQuotes(of: cart.token, for: .checkout(request), shop.kernel.context(for: .guest))
        return try await shop.kernel.write(as: .guest) { tx, context in
            try PlaceOrder.place(cart.token, request, in: tx, context)
        }
    }

    @Test(
        "A plugin is asked once about a cart as it is, again when it is another, and its hooks see what it has fetched"
    )
    func quotes() async throws {
        let carrier = Carrier()
        let server = try carrier.open()
        defer { server.close() }
        let shop = try await shop(Self.plugin(server.port))
        let homeless = try await shop.cart()
        _ = try await fetch(shop, homeless)
        #expect(carrier.count == 0)
        let bare = try await cart(shop)
        #expect(bare.shippingRates.map(\.source) == ["core"])
        let seen = try await fetch(shop, bare)
        #expect(seen.totals.shipping.amount == 700 && seen.version == bare.version + 1)
        #expect(try await fetch(shop, bare).version == seen.version)
        #expect(carrier.count == 1)
        // What it would have said of another cart is not shown for this one.
        let changed = try await shop.kernel.write(as: .guest) { tx, context in
            try CartStore.add(LineRequest(.sku("MUG-1"), quantity: try Quantity(1)), to: bare.token, in: tx, context)
        }
        #expect(changed.shippingRates.map(\.source) == ["core"])
        let again = try await fetch(shop, bare)
        #expect(again.totals.shipping.amount == 700 && again.version == changed.version && carrier.count == 2)
        // A note changes nothing of it.
        let noted = try await shop.kernel.write(as: .guest) { tx, context in
            try CartStore.change(bare.token, in: tx, context) { details in try details.setNote("ring") }
        }
        #expect(noted.totals.shipping.amount == 700)
        #expect(try await fetch(shop, bare).totals.shipping.amount == 700)
        #expect(carrier.count == 2)
        let order = try await checkOut(shop, bare, again.totals.total.amount)
        #expect(order.totals.shipping.amount == 700 && carrier.count == 2)
    }

    @Test("A quote that is too old is fetched again before checkout, and what costs other than expected is a 409")
    func stale() async throws {
        let carrier = Carrier()
        let server = try carrier.open()
        defer { server.close() }
        let shop = try await shop(Self.plugin(server.port))
        let seen = try await fetch(shop, try await cart(shop))
        carrier.ask(900)
        shop.clock.advance(milliseconds: 599_000)
        #expect(try await fetch(shop, seen).totals.shipping.amount == 700)
        shop.clock.advance(milliseconds: 2_000)
        // It is shown as it was; who buys is asked for what it is now.
        #expect(try await fetch(shop, seen).totals.shipping.amount == 700)
        let error = await refusal { _ = try await checkOut(shop, seen, seen.totals.total.amount) }
        #expect(error?.code == "cart-changed" && error?.cart?.totals.shipping.amount == 900)
        #expect(error?.cart?.version == seen.version + 1)
        #expect(try await checkOut(shop, seen, seen.totals.total.amount + 200).totals.shipping.amount == 900)
        #expect(carrier.count == 2)
    }

    @Test(
        "A carrier that is silent holds nobody else up: closed, the cart can't be bought; open, it is bought without",
        arguments: [false, true]
    )
    func silent(isOpen: Bool) async throws {
        let carrier = Carrier()
        carrier.ask(nil)
        let server = try carrier.open()
        defer { server.close() }
        let shop = try await shop(Self.plugin(server.port, open: isOpen, budget: 3_000))
        let bare = try await cart(shop)
        async let fetched = fetch(shop, bare)
        // The writer is free meanwhile.
        _ = try await shop.cart([("MUG-1", 1)])
        #expect(try await fetched.shippingRates.map(\.source) == ["core"])
        #expect(try await fetch(shop, bare).shippingRates.map(\.source) == ["core"])
        #expect(carrier.count == 1)
        guard isOpen else {
            let error = await refusal { _ = try await checkOut(shop, bare) }
            #expect(error?.code == "plugin-failed" && error?.kind == .unavailable)
            carrier.ask(700)
            #expect(try await checkOut(shop, bare).totals.shipping.amount == 700)
            return
        }
        #expect(try await checkOut(shop, bare).totals.shipping.amount == 0)
        #expect(carrier.count == 1)
    }

    @Test("A cart that was changed between fetching and buying is not bought with quotes of another")
    func raced() async throws {
        let carrier = Carrier()
        let server = try carrier.open()
        defer { server.close() }
        let shop = try await shop(Self.plugin(server.port))
        let seen = try await fetch(shop, try await cart(shop))
        let request = try checkout()
        _ = try await shop.kernel.write(as: .guest) { tx, context in
            try CartStore.add(LineRequest(.sku("MUG-1"), quantity: try Quantity(1)), to: seen.token, in: tx, context)
        }
        let error = await refusal {
            _ = try await shop.kernel.write(as: .guest) { tx, context in
                try PlaceOrder.place(seen.token, request, in: tx, context)
            }
        }
        #expect(error?.code == "cart-changed")
        #expect(try await checkOut(shop, seen).totals.shipping.amount == 700)
    }

    @Test("Quotes mean nothing in hooks that are about no cart")
    func misuse() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("post")
        plugin.hooks = [
            "price.resolve": """
            totem_str quote;
            if (totem_quote(call, "rate", &quote) != TOTEM_MISUSE) return TOTEM_ERROR;
            return totem_put_quote(call, "rate", TOTEM_STR("1"), 5) == TOTEM_MISUSE ? TOTEM_OK : TOTEM_ERROR;
            """
        ]
        try plugin.build(in: shop.folder)
        try await shop.enable("post")
        #expect(try await shop.cart().totals.total.amount == 1999)
    }
}
