internal import CTotem
internal import TotemKernel

/// Where the plugins of `inventory.allocate` take stock from, so far.
final class AllocationEffects: HookEffects {
    let demands: [StockDemand]
    private(set) var choices: [StockChoice] = []
    private var firstOfTurn = 0

    init(_ demands: [StockDemand]) {
        self.demands = demands
    }

    func endTurn(_ turn: HookTurnOutcome) -> Bool {
        if !turn.ran { choices.removeSubrange(firstOfTurn...) }
        firstOfTurn = choices.count
        return true
    }

    fileprivate func append(_ choice: StockChoice) { choices.append(choice) }

    /// Whose a demand is.
    fileprivate func decider(of demand: Int) -> String? { choices.first { $0.demand == demand }?.source }

    /// What nobody has chosen of it.
    fileprivate func left(of demand: Int) -> Int64 {
        demands[demand].quantity - choices.reduce(0) { $1.demand == demand ? $0 + $1.quantity : $0 }
    }

    /// What a warehouse has of it; nil: it is no warehouse of the demand's.
    fileprivate func left(of demand: Int, in warehouse: Int64) -> Int64? {
        guard let stock = demands[demand].stock.first(where: { $0.warehouse.value == warehouse }) else { return nil }
        let chosen = choices.filter { $0.demand == demand && $0.warehouse == stock.warehouse }
        return stock.quantity - chosen.reduce(0) { $0 + $1.quantity }
    }
}

extension CallFrame {
    func allocate(_ demand: Int64, _ warehouse: Int64, _ quantity: Int64) -> totem_status {
        guard let effects = effects(.allocate, AllocationEffects.self) else { return HostTable.misuse }
        return choose(demand, quantity, effects) { demand in
            guard let left = effects.left(of: demand, in: warehouse) else {
                return refuse(TOTEM_INVALID, "the warehouse \(warehouse) has nothing of it")
            }
            guard quantity <= left else {
                return refuse(TOTEM_LIMIT, "\(quantity) is more than the warehouse \(warehouse) has, \(left)")
            }
            effects.append(
                StockChoice(
                    demand: demand,
                    warehouse: Warehouse.ID(warehouse),
                    quantity: quantity,
                    source: plugin.name
                )
            )
            return HostTable.ok
        }
    }

    func backorder(_ demand: Int64, _ quantity: Int64) -> totem_status {
        guard let effects = effects(.backorder, AllocationEffects.self) else { return HostTable.misuse }
        return choose(demand, quantity, effects) { demand in
            effects.append(StockChoice(demand: demand, warehouse: nil, quantity: quantity, source: plugin.name))
            return HostTable.ok
        }
    }

    private func choose(
        _ demand: Int64,
        _ quantity: Int64,
        _ effects: AllocationEffects,
        _ choice: (Int) -> totem_status
    ) -> totem_status {
        guard demand >= 0, demand < effects.demands.count else {
            return refuse(TOTEM_INVALID, "there is no demand \(demand)")
        }
        let demand = Int(demand)
        if let decider = effects.decider(of: demand), decider != plugin.name {
            return refuse(TOTEM_UNIQUE, "\(decider) has decided the demand \(demand)")
        }
        guard quantity > 0 else { return refuse(TOTEM_INVALID, "a quantity must be above 0, not \(quantity)") }
        let left = effects.left(of: demand)
        guard quantity <= left else {
            return refuse(TOTEM_LIMIT, "\(quantity) is more than is left of the demand, \(left)")
        }
        return choice(demand)
    }
}
