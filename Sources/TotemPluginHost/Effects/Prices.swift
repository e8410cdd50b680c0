internal import CTotem
internal import TotemKernel

/// What the plugins of `price.resolve` have asked for so far.
final class PriceEffects: HookEffects {
    let itemCount: Int
    private(set) var changes: [PriceChange] = []
    private var firstOfTurn = 0

    init(itemCount: Int) {
        self.itemCount = itemCount
    }

    var countOfTurn: Int { changes.count - firstOfTurn }

    func endTurn(_ turn: HookTurnOutcome) -> Bool {
        if turn.ran {
            let nanoseconds = Ticks.nanoseconds(turn.ticks)
            for index in firstOfTurn..<changes.count { changes[index].nanoseconds = nanoseconds }
        } else {
            changes.removeSubrange(firstOfTurn...)
        }
        firstOfTurn = changes.count
        return true
    }

    fileprivate func append(_ change: PriceChange) { changes.append(change) }
}

extension CallFrame {
    private static let largestPriceCount = 400

    func changePrice(_ pointer: UnsafePointer<totem_price_change>?) -> totem_status {
        guard let prices = effects(.changePrice, PriceEffects.self) else { return HostTable.misuse }
        guard let change = totem_price_change.read(pointer) else {
            return refuse(TOTEM_INVALID, "a change needs its size: {.size = sizeof(totem_price_change), …}")
        }
        guard let words = words(change.label, change.rule) else { return totem_status(TOTEM_INVALID) }
        guard let kind = PriceChange.Kind(change), kind.isSane else {
            return refuse(TOTEM_INVALID, "\(change.value) is no value of a change of the kind \(change.kind)")
        }
        guard change.item >= 0, change.item < prices.itemCount else {
            return refuse(TOTEM_INVALID, "there is no item \(change.item)")
        }
        guard prices.countOfTurn < Self.largestPriceCount else {
            return refuse(TOTEM_LIMIT, "at most \(Self.largestPriceCount) changes can be asked for")
        }
        prices.append(
            PriceChange(
                item: Int(change.item),
                kind,
                source: plugin.name,
                hook: HookPoint.priceResolve.rawValue,
                rule: words.rule,
                label: words.label
            )
        )
        return HostTable.ok
    }
}

extension PriceChange.Kind {
    fileprivate init?(_ change: totem_price_change) {
        switch Int(change.kind) {
        case TOTEM_PRICE_SET: self = .set(change.value)
        case TOTEM_PRICE_PERCENT: self = .percent(change.value)
        case TOTEM_PRICE_ADD: self = .add(change.value)
        default: return nil
        }
    }
}
