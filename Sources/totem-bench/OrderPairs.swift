import TotemNode

/// The C program's side of the orders: the same schema, catalogue and carts, made by Totem; the orders written by C.
protocol PlainShop {
    var bench: Workbench { get }
    var name: String { get }
    /// How many of the catalogue are bought.
    var products: Int64 { get }
    var withCoupon: Bool { get }

    func place(_ orders: PlainOrders, _ range: Range<Int>) throws
    /// Ends the C program's connections.
    func closeProgram()
}

extension PlainShop {
    /// Makes carts and everything that the C program is handed, outside of the time that is measured.
    func prepare(_ numbers: Range<Int64>) async throws -> PlainOrders {
        let node = try await bench.open(name)
        try await Shop.fillCarts(numbers, of: products, withCoupon: withCoupon, in: node.store)
        await node.close()
        return PlainOrders(numbers, of: products, withCoupon: withCoupon)
    }

    func close(expecting orders: Int64) async throws {
        closeProgram()
        let node = try await bench.open(name)
        try await Shop.checkCounts(orders, withCoupon: withCoupon, in: node.store)
        await node.close()
    }
}

extension Pairs {
    /// Orders per second of the kernel and of the C program. Carts are made before; both shops are closed in the end.
    static func ofOrders(
        _ kernel: KernelShop,
        _ plain: some PlainShop,
        buyers: Int,
        rounds: Int,
        ordersInRound count: Int64
    ) async throws -> Pairs {
        let all = 1..<(Int64(rounds + 1) * count + 1)
        let orders = try await plain.prepare(all)
        try await kernel.prepare(all)
        let pairs = try await measure(rounds: rounds) { round in
            let first = Int64(round) * count + 1
            return Double(count)
                / (try await seconds { try await kernel.place(first..<(first + count), buyers: buyers) })
        } theirs: { round in
            let first = round * Int(count)
            return Double(count) / (try await seconds { try plain.place(orders, first..<(first + Int(count))) })
        }
        try await kernel.close(expecting: Int64(all.count))
        try await plain.close(expecting: Int64(all.count))
        return pairs
    }
    /// Orders per second of one shop and of another.
    static func ofOrders(
        _ shop: KernelShop,
        _ other: KernelShop,
        buyers: Int,
        rounds: Int,
        ordersInRound count: Int64
    ) async throws -> Pairs {
        let all = 1..<(Int64(rounds + 1) * count + 1)
        try await shop.prepare(all)
        try await other.prepare(all)
        let place = { (shop: KernelShop, round: Int) in
            let first = Int64(round) * count + 1
            return Double(count)
                / (try await seconds { try await shop.place(first..<(first + count), buyers: buyers) })
        }
        let pairs = try await measure(rounds: rounds) { round in
            try await place(shop, round)
        } theirs: { round in
            try await place(other, round)
        }
        try await shop.close(expecting: Int64(all.count))
        try await other.close(expecting: Int64(all.count))
        return pairs
    }
}
