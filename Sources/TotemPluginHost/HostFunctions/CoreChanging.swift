internal import CTotem
internal import TotemKernel

/// Stock and orders, as plugins change them.
extension CallFrame {
    private static let largestLineCount = 1000
    private static let largestText = 64 * 1024

    func adjustStock(_ pointer: UnsafePointer<totem_stock_change>?) -> totem_status {
        guard let raw = totem_stock_change.read(pointer) else {
            return refuse(TOTEM_INVALID, "a change of stock needs its size: {.size = sizeof(totem_stock_change), …}")
        }
        guard let sku = raw.sku.string(atMost: 1000), let reason = raw.reason.string(atMost: 2000) else {
            return refuse(TOTEM_INVALID, "a SKU and a reason are UTF-8")
        }
        let change: StockAdjustment.Change
        switch Int(raw.how) {
        case TOTEM_STOCK_BY: change = .by(raw.quantity)
        case TOTEM_STOCK_TO: change = .to(raw.quantity)
        default: return refuse(TOTEM_INVALID, "how is TOTEM_STOCK_BY or TOTEM_STOCK_TO, not \(raw.how)")
        }
        let warehouse = raw.warehouse == 0 ? nil : Warehouse.ID(raw.warehouse)
        return act("totem_adjust_stock", needing: .stockAdjust) { tx, context in
            let adjustment = StockAdjustment(sku: sku, warehouseID: warehouse, change: change, reason: reason)
            _ = try InventoryStore.adjust(adjustment, by: context.actor, in: tx, at: context.now)
        }
    }

    func addNote(_ order: Int64, _ text: totem_str) -> totem_status {
        guard let text = text.string(atMost: Self.largestText) else { return refuse(TOTEM_INVALID, "a note is UTF-8") }
        return act("totem_add_note", needing: .ordersWrite) { tx, context in
            _ = try OrderNotes.add(text, to: Order.ID(order), in: tx, context)
        }
    }

    func hold(_ order: Int64, _ name: totem_str, _ reason: totem_str) -> totem_status {
        guard let name = name.string(atMost: 2000), let reason = optional(reason) else {
            return refuse(TOTEM_INVALID, "a name and a reason are UTF-8")
        }
        return act("totem_hold", needing: .ordersWrite) { tx, context in
            _ = try OrderHolds.hold(Order.ID(order), name: name, reason: reason ?? "", in: tx, context)
        }
    }

    func release(_ order: Int64, _ name: totem_str) -> totem_status {
        guard let name = name.string(atMost: 2000) else { return refuse(TOTEM_INVALID, "a name is UTF-8") }
        return act("totem_release", needing: .ordersWrite) { tx, context in
            _ = try OrderHolds.release(named: name, of: Order.ID(order), in: tx, context)
        }
    }

    func move(_ order: Int64, _ status: totem_str, _ comment: totem_str) -> totem_status {
        guard let status = status.string(atMost: 100).flatMap({ OrderStatus(rawValue: $0) }) else {
            let known = OrderStatus.allCases.map(\.rawValue).joined(separator: ", ")
            return refuse(TOTEM_INVALID, "a status is one of \(known)")
        }
        guard let comment = optional(comment) else { return refuse(TOTEM_INVALID, "a comment is UTF-8") }
        return change("totem_move", needing: .ordersWrite) { tx, context in
            _ = try OrderTransitions.move(Order.ID(order), to: status, comment: comment ?? "", in: tx, context)
        }
    }

    func refund(_ pointer: UnsafePointer<totem_new_refund>?, _ id: UnsafeMutablePointer<Int64>?) -> totem_status {
        guard let raw = totem_new_refund.read(pointer), let id else {
            return refuse(
                TOTEM_INVALID,
                "a refund needs its size, {.size = sizeof(totem_new_refund), …}, and a place for the id"
            )
        }
        id.pointee = 0
        guard let lines = list(raw.lines, raw.line_count), let reason = optional(raw.reason) else {
            return refuse(
                TOTEM_INVALID,
                "a refund has at most \(Self.largestLineCount) lines with sizes, and its reason is UTF-8"
            )
        }
        return change("totem_refund_order", needing: .refundsCreate) { tx, context in
            let order = try OrderStore.get(Order.ID(raw.order), in: tx, context)
            let request = try RefundRequest(
                amount: raw.amount == 0 ? nil : Money(raw.amount, order.currency),
                items: try lines.enumerated().map { index, line in
                    RefundRequest.Item(
                        id: OrderItem.ID(line.line),
                        quantity: try Quantity(line.quantity, field: "lines[\(index)].quantity"),
                        restock: line.restock
                    )
                },
                shipping: raw.shipping == 0 ? nil : Money(raw.shipping, order.currency),
                reason: reason ?? ""
            )
            let change = try ProviderOperations.refund(request, of: order.id, by: nil, in: tx, context)
            if case .done(let order) = change { id.pointee = order.refunds.last?.id.value ?? 0 }
        }
    }

    func fulfil(
        _ pointer: UnsafePointer<totem_new_fulfilment>?,
        _ id: UnsafeMutablePointer<Int64>?
    ) -> totem_status {
        guard let raw = totem_new_fulfilment.read(pointer), let id else {
            return refuse(
                TOTEM_INVALID,
                "a fulfilment needs its size, {.size = sizeof(totem_new_fulfilment), …}, and a place for the id"
            )
        }
        id.pointee = 0
        guard let lines = list(raw.lines, raw.line_count), let carrier = optional(raw.carrier),
            let number = optional(raw.tracking_number), let url = optional(raw.tracking_url),
            let status = optional(raw.status)
        else {
            return refuse(
                TOTEM_INVALID,
                "a fulfilment has at most \(Self.largestLineCount) lines with sizes, and its texts are UTF-8"
            )
        }
        guard let state = Fulfilment.State(rawValue: status ?? "shipped") else {
            return refuse(TOTEM_INVALID, "a status is pending, shipped or delivered")
        }
        return change("totem_fulfil", needing: .ordersWrite) { tx, context in
            let items = try lines.enumerated().map { index, line in
                FulfilmentItem(
                    itemID: OrderItem.ID(line.line),
                    quantity: try Quantity(line.quantity, field: "lines[\(index)].quantity")
                )
            }
            let new = try NewFulfilment(
                items: items.isEmpty ? nil : items,
                warehouseID: raw.warehouse == 0 ? nil : Warehouse.ID(raw.warehouse),
                tracking: try Tracking(carrier: carrier, number: number, url: url),
                state: state
            )
            id.pointee = try OrderFulfilments.create(new, of: Order.ID(raw.order), in: tx, context).fulfilment.id.value
        }
    }

    /// A text that may be left out; nil when it is no UTF-8 or too long.
    private func optional(_ text: totem_str) -> String?? {
        guard text.ptr != nil else { return .some(nil) }
        return text.string(atMost: Self.largestText).map { .some($0) }
    }

    /// The structs of an array that a plugin passes; nil when it is none.
    private func list<Value: PassedStruct>(
        _ start: UnsafePointer<UnsafePointer<Value>?>?,
        _ count: Int
    ) -> [Value]? {
        guard count != 0 else { return [] }
        guard let start, (1...Self.largestLineCount).contains(count) else { return nil }
        let read = UnsafeBufferPointer(start: start, count: count).compactMap { Value.read($0) }
        return read.count == count ? read : nil
    }
}
