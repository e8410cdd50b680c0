import CBaseline
import Glibc
import TotemKernel

/// Orders as C wants them, in memory that lives as long as this object.
final class PlainOrders {
    let all: UnsafeMutableBufferPointer<baseline_order>
    private let lines: UnsafeMutableBufferPointer<baseline_line>
    private let answer: UnsafeMutableBufferPointer<UInt8>
    private var texts: [UnsafeMutablePointer<CChar>?] = []

    init(_ numbers: Range<Int64>, of products: Int64, withCoupon: Bool) {
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
