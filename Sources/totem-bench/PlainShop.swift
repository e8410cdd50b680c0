import CBaseline
import Glibc
import TotemKernel
import TotemNode

/// The C program's side: the same schema, catalogue and carts, made by Totem; the orders written by C.
final class PlainShop {
    private let bench: Workbench
    private let name: String
    private let withCoupon: Bool
    private let baseline: OpaquePointer

    init(_ name: String, withCoupon: Bool, on bench: Workbench) async throws {
        self.bench = bench
        self.name = name
        self.withCoupon = withCoupon
        let node = try await bench.openShop(name, plugins: withCoupon ? ["coupons"] : [])
        await node.close()
        let path = bench.path(name)
        guard let baseline = baseline_open(path) else { throw BenchmarkError("the C program can't open \(path)") }
        self.baseline = baseline
    }

    /// Makes carts and everything that the C program is handed, outside of the time that is measured.
    func prepare(_ numbers: Range<Int64>) async throws -> PlainOrders {
        let node = try await bench.open(name)
        try await Shop.fillCarts(numbers, withCoupon: withCoupon, in: node.store)
        await node.close()
        return PlainOrders(numbers, withCoupon: withCoupon)
    }

    func place(_ orders: PlainOrders, _ range: Range<Int>) throws {
        for index in range where baseline_place(baseline, &orders.all[index]) != 0 {
            throw BenchmarkError("the C program failed: \(String(cString: baseline_error(baseline)))")
        }
    }

    func close(expecting orders: Int64) async throws {
        baseline_close(baseline)
        let node = try await bench.open(name)
        try await Shop.checkCounts(orders, withCoupon: withCoupon, in: node.store)
        await node.close()
    }
}

/// Orders as C wants them, in memory that lives as long as this object.
final class PlainOrders {
    let all: UnsafeMutableBufferPointer<baseline_order>
    private let lines: UnsafeMutableBufferPointer<baseline_line>
    private let answer: UnsafeMutableBufferPointer<UInt8>
    private var texts: [UnsafeMutablePointer<CChar>?] = []

    init(_ numbers: Range<Int64>, of products: Int64 = Shop.productCount, withCoupon: Bool) {
        all = .allocate(capacity: numbers.count)
        lines = .allocate(capacity: numbers.count * 3)
        answer = .allocate(capacity: Shop.keptAnswer.count)
        _ = answer.initialize(from: Shop.keptAnswer)
        let now = SystemClock().now.milliseconds
        for (index, number) in numbers.enumerated() {
            all.initializeElement(at: index, to: order(number, of: products, withCoupon, linesAt: index * 3, now))
        }
    }

    deinit {
        for text in texts { free(text) }
        all.deallocate()
        lines.deallocate()
        answer.deallocate()
    }

    private func order(
        _ number: Int64,
        of products: Int64,
        _ withCoupon: Bool,
        linesAt start: Int,
        _ now: Int64
    ) -> baseline_order {
        let shopLines = Shop.lines(of: number, from: products)
        for (place, line) in shopLines.enumerated() {
            lines.initializeElement(at: start + place, to: plain(line))
        }
        var order = baseline_order()
        order.cart_id = number
        order.idempotency_key = keep("key-" + Shop.token(number))
        order.lines = UnsafePointer(lines.baseAddress?.advanced(by: start))
        order.line_count = shopLines.count
        order.subtotal = shopLines.reduce(0) { $0 + $1.price * $1.quantity }
        if withCoupon {
            order.discount = order.subtotal / 10
            order.coupon_id = 1
            order.coupon_code = keep(Shop.coupon)
        }
        order.answer = UnsafeRawPointer(answer.baseAddress)
        order.answer_size = answer.count
        order.now = now
        return order
    }

    private func plain(_ line: Shop.Line) -> baseline_line {
        baseline_line(
            product_id: line.product,
            variant_id: line.variant,
            inventory_id: line.inventory,
            quantity: line.quantity,
            price: line.price,
            sku: keep(line.sku),
            name: keep(line.name)
        )
    }

    private func keep(_ text: String) -> UnsafePointer<CChar>? {
        let copy = strdup(text)
        texts.append(copy)
        return UnsafePointer(copy)
    }
}
