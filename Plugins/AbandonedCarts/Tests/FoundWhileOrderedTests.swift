import Synchronization
import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("A cart that is found in the moment in which it is ordered")
struct FoundWhileOrderedTests {
    /// The order's transaction is older than that of the job, ends while the job writes the cart down, and is told of before the job has
    /// ended.
    @Test("The order recovers it", .enabled(if: TestEngine.current == .postgres))
    func atOnce() async throws {
        let carts = try await AbandonedCartShop.open()
        let cart = try await carts.shop.cart()
        let (orderBegan, goOn) = (Gate(), Gate())
        let (itemsHeld, letGo) = (Gate(), Gate())
        let holder = Mutex("")
        let checkout = CheckoutRequest(
            email: try Email("buyer@example.com"),
            shippingAddress: try Address(addressLine1: "1 Lane", city: "Stoke", postalCode: "ST1 1AA", country: "GB"),
            billingAddress: nil,
            paymentMethod: .manual
        )
        async let order = carts.shop.kernel.write(as: .guest) { tx, context in
            _ = try tx.query("SELECT pg_current_xact_id()") { _ in true }
            orderBegan.open()
            goOn.waitBlocking()
            return try PlaceOrder.place(cart.token, checkout, in: tx, context)
        }
        try await orderBegan.wait()
        async let held: Void = carts.shop.files.store.write { tx in
            _ = try tx.execute("LOCK TABLE abandoned_cart_items IN EXCLUSIVE MODE")
            let pid = try tx.first("SELECT pg_backend_pid()::text") { try $0.get(0, as: String.self) } ?? ""
            holder.withLock { $0 = pid }
            itemsHeld.open()
            letGo.waitBlocking()
        }
        try await itemsHeld.wait()
        async let found: Void = carts.find()
        let pid = holder.withLock { $0 }
        try await wait(for: "the job to wait") {
            try await carts.shop.files.store.read { tx in
                try tx.first(
                    "SELECT 1 FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid)::text[]) LIMIT 1",
                    pid
                ) { _ in true } == true
            }
        }
        goOn.open()
        let placed = try await order
        try await carts.tell()
        letGo.open()
        try await held
        try await found
        #expect(try await carts.list(recovered: true).map { $0["order_id"] } == [.integer(placed.id.value)])
    }
}
