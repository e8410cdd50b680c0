internal import CTotem
internal import TotemKernel

extension ProductsSought: HostedOutsideHook {
    static var point: HookPoint { .productSearch }
    static var unheard: FoundProducts? { nil }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: FoundEffects) {
        let shown = filters.map { filter in
            var raw = totem_search_filter()
            raw.size = UInt32(MemoryLayout<totem_search_filter>.size)
            raw.name = payloads.put(filter.name)
            raw.value = payloads.put(filter.value)
            return payloads.put(raw)
        }
        var event = totem_search_event()
        event.size = UInt32(MemoryLayout<totem_search_event>.size)
        event.limit = UInt32(limit)
        event.offset = offset
        event.words = payloads.put(words)
        event.sort = payloads.put(sort.rawValue)
        event.filters = payloads.putAll(shown)
        event.filter_count = shown.count
        event.for_staff = isForStaff
        return (UnsafeRawPointer(payloads.put(event)), FoundEffects(limit: limit))
    }

    func answer(_ effects: FoundEffects) -> FoundProducts? { effects.found }
}

/// What a plugin has found.
final class FoundEffects: HookEffects {
    fileprivate let limit: Int
    fileprivate(set) var found: FoundProducts?

    init(limit: Int) {
        self.limit = limit
    }

    func endTurn(_ turn: HookTurnOutcome) -> Bool { false }
}

extension CallFrame {
    func found(_ ids: UnsafePointer<Int64>?, _ count: Int, _ hasMore: Bool) -> totem_status {
        guard let effects = effects(.found, FoundEffects.self) else { return HostTable.misuse }
        guard (0...effects.limit).contains(count) else {
            return refuse(TOTEM_LIMIT, "there is room for \(effects.limit) products, not \(count)")
        }
        guard count == 0 || ids != nil else { return refuse(TOTEM_INVALID, "there are no ids") }
        let numbers = Array(UnsafeBufferPointer(start: count == 0 ? nil : ids, count: count))
        guard numbers.allSatisfy({ $0 > 0 }), Set(numbers).count == numbers.count else {
            return refuse(TOTEM_INVALID, "ids are numbers from 1, each once")
        }
        effects.found = FoundProducts(ids: numbers.map { Product.ID($0) }, hasMore: hasMore)
        return HostTable.ok
    }
}
