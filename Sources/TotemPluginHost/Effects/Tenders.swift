internal import CTotem
internal import TotemKernel

extension CallFrame {
    func addTender(_ pointer: UnsafePointer<totem_tender>?) -> totem_status {
        guard let tenders = effects(.addTender, CartEffects<Adjustment>.self) else { return HostTable.misuse }
        guard let tender = totem_tender.read(pointer) else {
            return refuse(TOTEM_INVALID, "a tender needs its size: {.size = sizeof(totem_tender), …}")
        }
        guard let words = words(tender.label, tender.rule) else { return totem_status(TOTEM_INVALID) }
        guard tender.amount > 0 else {
            return refuse(TOTEM_INVALID, "a tender must be above 0, not \(tender.amount)")
        }
        guard tenders.countOfTurn < Self.largestAmountCount else {
            return refuse(TOTEM_LIMIT, "at most \(Self.largestAmountCount) tenders can be added")
        }
        let currency = tenders.cart.currency
        guard let due = try? tenders.sheet.totals(in: currency).due.amount, tender.amount <= due else {
            return refuse(TOTEM_LIMIT, "a tender of \(tender.amount) is more than what is due")
        }
        let adjustment = Adjustment(
            kind: .tender,
            source: plugin.name,
            hook: HookPoint.cartTenders.rawValue,
            rule: words.rule,
            label: words.label,
            amount: Money(tender.amount, currency)
        )
        return add(adjustment, to: tenders) { $0.pay(tender.amount) }
    }
}
