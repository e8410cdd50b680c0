import Testing
import TotemKernel
import TotemStore
import TotemTesting

@Suite("Lists of orders")
struct ListingOrdersTests {
    private static let names = [("Ada", "Lovelace"), ("Grace", "Hopper"), ("Ada", "Adams"), ("Lov", "Elace")]

    /// Orders one minute apart, of buyers in turn.
    private func shop(orders count: Int) async throws -> (shop: Shop, orders: [Order]) {
        let shop = try await Shop()
        try await shop.save(try Shop.plain("a", stock: .units(1000)))
        var orders: [Order] = []
        for index in 0..<count {
            let (first, last) = Self.names[index % Self.names.count]
            let cart = try await shop.cart(("a", 1))
            let email = "\(first.lowercased()).\(last.lowercased())@example.com"
            let context = RequestContext(
                actor: .guest,
                now: Shop.now.adding(milliseconds: Int64(index) * 60_000),
                hooks: NoHooks()
            )
            orders.append(
                try await shop.store.write { tx in
                    let request = CheckoutRequest(
                        email: try Email(email),
                        shippingAddress: try Address(
                            firstName: first,
                            lastName: last,
                            addressLine1: "1 Main St",
                            city: "Town",
                            postalCode: "1",
                            country: "US"
                        ),
                        billingAddress: nil,
                        paymentMethod: .manual
                    )
                    return try PlaceOrder.place(cart, request, in: tx, context)
                }
            )
        }
        return (shop, orders)
    }

    private func list(
        _ shop: Shop,
        _ filter: OrderFilter = OrderFilter(),
        by sort: OrderSort? = nil,
        limit: Int = 3
    ) async throws -> [Order.ID] {
        try await shop.store.read { tx in
            var ids: [Order.ID] = []
            var cursor: String?
            repeat {
                let page = try PageRequest(limit: limit, cursor: cursor)
                let found = try OrderStore.list(filter, by: sort, page, in: tx, Shop.staff)
                #expect(found.items.count <= limit)
                ids += found.items.map(\.id)
                cursor = found.nextCursor
            } while cursor != nil
            return ids
        }
    }

    @Test("are in the order in which they were placed, page by page, each order once")
    func order() async throws {
        let (shop, orders) = try await shop(orders: 10)
        #expect(try await list(shop) == orders.map(\.id).reversed())
        #expect(try await list(shop, by: .oldest) == orders.map(\.id))
    }

    @Test("are filtered by each of the three states, and by all together")
    func states() async throws {
        let (shop, orders) = try await shop(orders: 10)
        try await shop.capture(orders[1])
        try await shop.capture(orders[4])
        try await shop.ship(orders[4])
        try await shop.ship(orders[7])
        try await shop.move(orders[8], to: .cancelled)
        let ids = { (places: [Int]) in places.map { orders[$0].id } }
        #expect(try await list(shop, OrderFilter(status: .open)) == ids([9, 7, 6, 5, 4, 3, 2, 1, 0]))
        #expect(try await list(shop, OrderFilter(status: .open), by: .oldest) == ids([0, 1, 2, 3, 4, 5, 6, 7, 9]))
        #expect(try await list(shop, OrderFilter(paymentStatus: .paid)) == ids([4, 1]))
        #expect(try await list(shop, OrderFilter(fulfilmentStatus: .fulfilled)) == ids([7, 4]))
        #expect(try await list(shop, OrderFilter(status: .cancelled, paymentStatus: .voided)) == ids([8]))
        #expect(
            try await list(shop, OrderFilter(status: .open, paymentStatus: .paid, fulfilmentStatus: .fulfilled))
                == ids([4])
        )
        #expect(try await list(shop, OrderFilter(status: .pending)) == [])
    }

    @Test("are bounded by time: from the first moment, up to the last")
    func times() async throws {
        let (shop, orders) = try await shop(orders: 6)
        let bounds = OrderFilter(createdAfter: orders[1].createdAt, createdBefore: orders[4].createdAt)
        #expect(try await list(shop, bounds, limit: 2) == [orders[3].id, orders[2].id, orders[1].id])
        #expect(try await list(shop, bounds, by: .oldest, limit: 2) == [orders[1].id, orders[2].id, orders[3].id])
        var open = bounds
        open.status = .open
        #expect(try await list(shop, open, limit: 2) == [orders[3].id, orders[2].id, orders[1].id])
        #expect(try await list(shop, open, by: .oldest, limit: 2) == [orders[1].id, orders[2].id, orders[3].id])
    }

    @Test("are searched by number, e-mail address, name and last name; each order is found once")
    func search() async throws {
        let (shop, orders) = try await shop(orders: 8)
        func find(_ words: String, _ filter: OrderFilter = OrderFilter(), limit: Int = 3) async throws -> [Order.ID] {
            var filter = filter
            filter.words = words
            return try await list(shop, filter, limit: limit)
        }
        #expect(try await find(orders[3].number) == [orders[3].id])
        #expect(try await find("ADA.LOVELACE@") == [orders[4].id, orders[0].id])
        // The newest of each buyer first, by e-mail address downwards.
        #expect(try await find("ada", limit: 1) == [4, 0, 6, 2].map { orders[$0].id })
        #expect(try await find("ada") == [4, 0, 6, 2].map { orders[$0].id })
        #expect(try await find("Ada Love") == [orders[4].id, orders[0].id])
        #expect(try await find("hopper") == [orders[5].id, orders[1].id])
        #expect(try await find("lov") == [7, 3, 4, 0].map { orders[$0].id })
        #expect(try await find("nobody") == [])
        try await shop.move(orders[4], to: .cancelled)
        #expect(try await find("ada", OrderFilter(status: .open)) == [0, 6, 2].map { orders[$0].id })
        #expect(try await find("ada", OrderFilter(createdBefore: orders[3].createdAt)) == [0, 2].map { orders[$0].id })
        let sorted = await kernelError { _ = try await list(shop, OrderFilter(words: "a"), by: .newest) }
        #expect(sorted?.fields.map(\.field) == ["sort"])
    }

    @Test("show a customer their own, whatever is asked, and let nobody else search")
    func own() async throws {
        let (shop, orders) = try await shop(orders: 3)
        _ = try await shop.store.write { tx in
            try tx.execute("UPDATE orders SET user_id = 7 WHERE id = $1", orders[1].id)
        }
        let customer = RequestContext(
            actor: .user(Identifier(7), roles: [.customer]),
            now: Shop.now,
            hooks: NoHooks()
        )
        for sort in [OrderSort.newest, .oldest] {
            let found = try await shop.store.read { tx in
                try OrderStore.list(OrderFilter(status: .open), by: sort, PageRequest(), in: tx, customer).items.map(
                    \.id
                )
            }
            #expect(found == [orders[1].id])
        }
        let search = await kernelError {
            _ = try await shop.store.read { tx in
                try OrderStore.list(OrderFilter(words: "ada"), PageRequest(), in: tx, customer)
            }
        }
        #expect(search?.kind == .forbidden)
    }

    @Test("are shown one by one to their customers and to staff: another's and a guest's are not found")
    func one() async throws {
        let (shop, orders) = try await shop(orders: 3)
        _ = try await shop.store.write { tx in
            try tx.execute("UPDATE orders SET user_id = 7 WHERE id = $1", orders[1].id)
            return try tx.execute("UPDATE orders SET user_id = 8 WHERE id = $1", orders[2].id)
        }
        @Sendable func get(_ order: Order, as actor: Actor) async -> KernelError? {
            await kernelError {
                _ = try await shop.store.read { tx in
                    let context = RequestContext(actor: actor, now: Shop.now, hooks: NoHooks())
                    return try OrderStore.get(order.id, in: tx, context)
                }
            }
        }
        let customer = Actor.user(Identifier(7), roles: [.customer])
        #expect(await get(orders[1], as: customer) == nil)
        for order in [orders[0], orders[2]] {
            #expect(await get(order, as: customer)?.kind == .notFound)
            #expect(await get(order, as: .user(Identifier(7), roles: [.staff])) == nil)
            #expect(await get(order, as: .guest)?.kind == .unauthenticated)
        }
    }
}
