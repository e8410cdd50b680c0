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
        guard let taxClass = taxClass(fee.tax_class) else { return totem_status(TOTEM_INVALID) }
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

    /// The name of a tax class, nil for the usual one; none when that can't be, and then ``lastError`` says why.
    func taxClass(_ text: totem_str) -> String?? {
        guard text.ptr != nil else { return .some(nil) }
        if let name = text.string(atMost: Self.largestTaxClass) { return name }
        lastError = "a tax class is UTF-8 of at most \(Self.largestTaxClass) bytes"
        return .none
    }
}
