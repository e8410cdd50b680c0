internal import CTotem
internal import TotemKernel

/// A cart as the plugins of one call see it. Its amounts are shown anew when a plugin changes them.
struct ShownCart {
    let raw: UnsafePointer<totem_cart>
    /// One for each line of the cart; nil: it can't be bought, and plugins do not see it.
    let lines: [UnsafePointer<totem_line>?]
    let payloads: Payloads

    func show(_ sheet: PriceSheet, _ totals: Totals) {
        payloads.edit(raw) {
            $0.discount = totals.discount.amount
            $0.fees = totals.fees.amount
            $0.shipping = totals.shipping.amount
            $0.tax = totals.tax.amount
            $0.total = totals.total.amount
            $0.tenders = totals.tenders.amount
        }
        for (line, part) in zip(lines, sheet.lines) {
            guard let line else { continue }
            payloads.edit(line) {
                $0.discount = part.discount
                $0.tax = part.tax
            }
        }
    }
}
