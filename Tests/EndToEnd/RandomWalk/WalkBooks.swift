import TotemKernel
import TotemStore

/// What a store says when a walk is over, and what is wrong with it.
struct WalkBooks {
    private let orders: [Int64: Entry]
    private var wrong: [String] = []

    private struct Entry {
        let number: String
        let subtotal: Int64
        let total: Int64
        var parts: [Part] = []
    }

    private struct Part {
        let kind: String
        let source: String
        let rule: String
        let amount: Int64
    }

    /// - Returns: a line for each thing that is wrong.
    static func mistakes(in tx: Transaction, _ notes: WalkNotes) throws -> [String] {
        var books = try WalkBooks(in: tx)
        books.compare(with: notes.orders)
        books.addUp()
        for plugin in WalkPlugin.all { try books.check(plugin, droppedUpTo: notes.dropped(plugin.name), in: tx) }
        try books.checkCoupons(in: tx)
        return books.wrong
    }

    /// The same of plugins alone, whose data was never dropped.
    static func mistakesOfPlugins(in tx: Transaction) throws -> [String] {
        var books = try WalkBooks(in: tx)
        books.addUp()
        for plugin in WalkPlugin.all { try books.check(plugin, droppedUpTo: 0, in: tx) }
        return books.wrong
    }

    private init(in tx: Transaction) throws {
        var orders = Dictionary(
            uniqueKeysWithValues: try tx.query("SELECT id, number, subtotal_amount, total_amount FROM orders") { row in
                (
                    try row.get(0, as: Int64.self),
                    Entry(number: try row.get(1), subtotal: try row.get(2), total: try row.get(3))
                )
            }
        )
        let parts = try tx.query("SELECT order_id, kind, source, rule, amount FROM order_adjustments") { row in
            (
                try row.get(0, as: Int64.self),
                Part(
                    kind: try row.get(1),
                    source: try row.get(2),
                    rule: try row.get(3, as: String?.self) ?? "",
                    amount: try row.get(4)
                )
            )
        }
        for (order, part) in parts { orders[order]?.parts.append(part) }
        self.orders = orders
    }

    /// Every order that was answered is there, and no other: each buyer has asked until there was an answer.
    private mutating func compare(with answered: [WalkNotes.Answered]) {
        let ids = answered.map(\.id)
        if Set(ids).count != ids.count { wrong.append("two carts were answered with one order") }
        let lost = Set(ids).subtracting(orders.keys)
        if !lost.isEmpty { wrong.append("answered orders are not there: \(lost.sorted())") }
        let doubled = Set(orders.keys).subtracting(ids)
        if !doubled.isEmpty { wrong.append("nobody was told of the orders \(doubled.sorted())") }
        for answer in answered {
            guard let order = orders[answer.id] else { continue }
            if order.number != answer.number || order.total != answer.total || order.subtotal != answer.subtotal {
                wrong.append("\(answer) is kept as \(order)")
            }
        }
    }

    /// Each total is what its lines and its amounts come to, and each plugin's amounts are of one version with one setting.
    private mutating func addUp() {
        for (id, order) in orders {
            if order.total != order.parts.reduce(order.subtotal, { $0 + $1.amount }) {
                wrong.append("the order \(id) does not add up: \(order)")
            }
            for plugin in WalkPlugin.all {
                let parts = order.parts.filter { $0.source == plugin.name }
                guard !parts.isEmpty else { continue }
                let rule = WalkPlugin.Rule(parts[0].rule)
                let amounts = Dictionary(parts.map { ($0.kind, $0.amount) }) { $0 + $1 }
                guard parts.count == 2, Set(parts.map(\.rule)).count == 1, let rule,
                    amounts == ["discount": -rule.discount, "fee": rule.fee]
                else {
                    wrong.append("the order \(id) has amounts of \(plugin.name) that don't belong together: \(parts)")
                    continue
                }
                if plugin.failsToUpgrade, rule.generation != 1 {
                    wrong.append("the order \(id) has amounts of a version of \(plugin.name) that can't be on")
                }
            }
        }
    }

    /// A plugin has noted each order that has its amounts, as it is, and its migrations ran once.
    private mutating func check(_ plugin: WalkPlugin, droppedUpTo newest: Int64, in tx: Transaction) throws {
        let name = plugin.name
        let applied = try tx.query(
            "SELECT version FROM schema_versions WHERE component = $1 ORDER BY version",
            name
        ) { try $0.get(0, as: String.self) }
        guard !applied.isEmpty else { return }
        let marks = try tx.query(plugin.marks) {
            try $0.get(0, as: String.self)
        }
        if marks != applied { wrong.append("\(name) has run \(marks), and \(applied) are applied") }
        if plugin.failsToUpgrade, applied.count != 1 { wrong.append("\(name) has applied \(applied)") }
        let rows = try tx.query(plugin.noted) { row in
            (
                order: try row.get(0, as: Int64.self), rule: try row.get(1, as: String.self),
                discount: try row.get(2, as: Int64.self), fee: try row.get(3, as: Int64.self)
            )
        }
        for row in rows {
            let parts = orders[row.order]?.parts.filter { $0.source == name } ?? []
            let rule = WalkPlugin.Rule(row.rule)
            if parts.map(\.rule) != [row.rule, row.rule] || row.discount != rule?.discount || row.fee != rule?.fee {
                wrong.append("\(name) has noted \(row), and the order has \(parts)")
            }
        }
        let noted = Set(rows.map(\.order))
        for (id, order) in orders where id > newest && order.parts.contains(where: { $0.source == name }) {
            if !noted.contains(id) { wrong.append("\(name) has not noted the order \(id)") }
        }
    }

    /// A coupon was used as often as orders have it.
    private mutating func checkCoupons(in tx: Transaction) throws {
        let coupons = try tx.query(
            """
            SELECT code, usage_limit, CASE WHEN usage_limit IS NULL THEN NULL ELSE times_used END,
              (SELECT COUNT(*) FROM coupon_usage WHERE coupon_id = coupons.id) FROM coupons
            """
        ) { row in
            (
                code: try row.get(0, as: String.self), limit: try row.get(1, as: Int64?.self),
                counted: try row.get(2, as: Int64?.self), rows: try row.get(3, as: Int64.self)
            )
        }
        for coupon in coupons {
            let having = orders.values.count { order in
                order.parts.contains { $0.source == "coupons" && $0.rule == coupon.code }
            }
            let used = coupon.counted ?? coupon.rows
            if Int64(having) != used || used != coupon.rows || used > coupon.limit ?? .max {
                wrong.append("\(coupon), and \(having) orders have it")
            }
        }
    }
}
