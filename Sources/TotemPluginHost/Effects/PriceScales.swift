internal import CTotem
internal import TotemKernel

/// What the plugins of `cart.prices` multiply prices by so far.
final class ScaleEffects: HookEffects {
    private(set) var scales: [PriceScale] = []
    private var firstOfTurn = 0

    var countOfTurn: Int { scales.count - firstOfTurn }

    func endTurn(_ turn: HookTurnOutcome) -> Bool {
        if turn.ran {
            let nanoseconds = Ticks.nanoseconds(turn.ticks)
            for index in firstOfTurn..<scales.count { scales[index].nanoseconds = nanoseconds }
        } else {
            scales.removeSubrange(firstOfTurn...)
        }
        firstOfTurn = scales.count
        return true
    }

    fileprivate func append(_ scale: PriceScale) { scales.append(scale) }
}

extension CallFrame {
    private static let largestScaleCount = 200

    func scalePrices(_ pointer: UnsafePointer<totem_price_scale>?) -> totem_status {
        guard let scales = effects(.scalePrices, ScaleEffects.self) else { return HostTable.misuse }
        guard let scale = totem_price_scale.read(pointer) else {
            return refuse(TOTEM_INVALID, "a scale needs its size: {.size = sizeof(totem_price_scale), …}")
        }
        guard let words = words(scale.label, scale.rule) else { return totem_status(TOTEM_INVALID) }
        guard let taxClass = taxClass(scale.tax_class) else { return totem_status(TOTEM_INVALID) }
        guard let target = PriceScale.Target(scale.target, taxClass) else {
            return refuse(TOTEM_INVALID, "a scale has no target \(scale.target), and one of shipping no tax class")
        }
        guard let factor = PriceScale.Factor(scale.numerator, over: scale.denominator) else {
            return refuse(
                TOTEM_INVALID,
                "numerator and denominator are from 1 to 10^15, not \(scale.numerator) / \(scale.denominator)"
            )
        }
        guard scales.countOfTurn < Self.largestScaleCount else {
            return refuse(TOTEM_LIMIT, "at most \(Self.largestScaleCount) scales can be asked for")
        }
        scales.append(
            PriceScale(target, by: factor, source: plugin.name, rule: words.rule, label: words.label)
        )
        return HostTable.ok
    }
}

extension PriceScale.Target {
    fileprivate init?(_ target: UInt32, _ taxClass: String?) {
        switch Int(target) {
        case TOTEM_TAX_LINE: self = .lines(taxClass: taxClass)
        case TOTEM_TAX_FEE: self = .fees(taxClass: taxClass)
        case TOTEM_TAX_SHIPPING where taxClass == nil: self = .shipping
        default: return nil
        }
    }
}
