internal import CTotem
internal import TotemKernel

extension Fee: CartAmount {
    var nanoseconds: Int64 {
        get { adjustment.nanoseconds }
        set { adjustment.nanoseconds = newValue }
    }
}

extension CallFrame {
    private static let largestTaxClass = 64

    func addFee(_ pointer: UnsafePointer<totem_fee>?) -> totem_status {
        guard let fees = effects(.addFee, CartEffects<Fee>.self) else { return HostTable.misuse }
        guard let fee = totem_fee.read(pointer) else {
            return refuse(TOTEM_INVALID, "a fee needs its size: {.size = sizeof(totem_fee), …}")
        }
        guard let words = words(fee.label, fee.rule) else { return totem_status(TOTEM_INVALID) }
        let taxClass = fee.tax_class.string(atMost: Self.largestTaxClass)
        guard taxClass != nil || fee.tax_class.ptr == nil else {
            return refuse(TOTEM_INVALID, "a tax class is UTF-8 of at most \(Self.largestTaxClass) bytes")
        }
        guard fee.amount > 0 else { return refuse(TOTEM_INVALID, "a fee must be above 0, not \(fee.amount)") }
        guard fees.countOfTurn < Self.largestAmountCount else {
            return refuse(TOTEM_LIMIT, "at most \(Self.largestAmountCount) fees can be added")
        }
        let adjustment = Adjustment(
            kind: .fee,
            source: plugin.name,
            hook: HookPoint.cartFees.rawValue,
            rule: words.rule,
            label: words.label,
            amount: Money(fee.amount, fees.cart.currency)
        )
        return add(Fee(adjustment, taxClass: taxClass), to: fees) { $0.add(fee: fee.amount) }
    }
}
