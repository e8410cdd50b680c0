import CBaseline
import Glibc
import TotemKernel
import TotemSQLite
import TotemStore

/// The C program's side: the same schema, catalogue and carts, made by Totem; the orders written by C.
final class PlainShop {
    private let path: String
    private let baseline: OpaquePointer

    init(path: String) async throws {
        self.path = path
        let store = try SQLiteStore(path: path)
        try await store.write { tx in _ = try CoreSchema.migrator.apply(in: tx, at: 0) }
        try await Shop.stock(store)
        await store.close()
        guard let baseline = baseline_open(path) else { throw BenchmarkError("the C program can't open \(path)") }
        self.baseline = baseline
    }

    /// Makes carts and everything that the C program is handed, outside of the time that is measured.
    func prepare(_ numbers: Range<Int64>) async throws -> PlainOrders {
        let store = try SQLiteStore(path: path)
        try await Shop.fillCarts(numbers, withCoupon: false, in: store)
        await store.close()
        return PlainOrders(numbers)
    }

    func place(_ orders: PlainOrders) throws {
        for index in orders.all.indices where baseline_place(baseline, &orders.all[index]) != 0 {
            throw BenchmarkError("the C program failed: \(String(cString: baseline_error(baseline)))")
        }
    }

    func close(expecting orders: Int64) async throws {
        baseline_close(baseline)
        let store = try SQLiteStore(path: path)
        try await checkCount(orders, in: store)
        await store.close()
    }
}

/// Orders as C wants them, in memory that lives as long as this object.
final class PlainOrders {
    let all: UnsafeMutableBufferPointer<baseline_order>
    private let lines: UnsafeMutableBufferPointer<baseline_line>
    private let answer: UnsafeMutableBufferPointer<UInt8>
    private var texts: [UnsafeMutablePointer<CChar>?] = []

    init(_ numbers: Range<Int64>) {
        all = .allocate(capacity: numbers.count)
        lines = .allocate(capacity: numbers.count * 3)
        answer = .allocate(capacity: keptAnswer.count)
        _ = answer.initialize(from: keptAnswer)
        let now = SystemClock().now.milliseconds
        for (index, number) in numbers.enumerated() {
            all.initializeElement(at: index, to: order(number, linesAt: index * 3, now))
        }
    }

    deinit {
        for text in texts { free(text) }
        all.deallocate()
        lines.deallocate()
        answer.deallocate()
    }

    private func order(_ number: Int64, linesAt start: Int, _ now: Int64) -> baseline_order {
        let shopLines = Shop.lines(of: number)
        for (place, line) in shopLines.enumerated() {
            lines.initializeElement(at: start + place, to: plain(line))
        }
        var order = baseline_order()
        order.cart_id = number
        order.idempotency_key = keep("key-" + Shop.token(number))
        order.lines = UnsafePointer(lines.baseAddress?.advanced(by: start))
        order.line_count = shopLines.count
        order.subtotal = shopLines.reduce(0) { $0 + $1.price * $1.quantity }
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
