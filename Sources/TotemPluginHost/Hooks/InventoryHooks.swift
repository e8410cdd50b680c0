internal import CTotem
internal import TotemKernel

extension InventoryAllocate: HostedHook {
    static var point: HookPoint { .inventoryAllocate }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: AllocationEffects) {
        var event = totem_allocate_event()
        event.size = UInt32(MemoryLayout<totem_allocate_event>.size)
        event.address = payloads.put(address)
        event.demands = payloads.putAll(demands.map { payloads.put($0) })
        event.demand_count = demands.count
        return (UnsafeRawPointer(payloads.put(event)), AllocationEffects(demands))
    }

    func answer(_ effects: AllocationEffects) -> [StockChoice] { effects.choices }
}

extension Payloads {
    fileprivate func put(_ demand: StockDemand) -> UnsafePointer<totem_demand> {
        var raw = totem_demand()
        raw.size = UInt32(MemoryLayout<totem_demand>.size)
        raw.product_id = demand.product.value
        raw.variant_id = demand.variant?.value ?? 0
        raw.quantity = demand.quantity
        raw.sku = put(demand.sku)
        raw.stocks = putAll(demand.stock.map { put($0) })
        raw.stock_count = demand.stock.count
        return put(raw)
    }

    private func put(_ stock: StockDemand.Stock) -> UnsafePointer<totem_stock> {
        var raw = totem_stock()
        raw.size = UInt32(MemoryLayout<totem_stock>.size)
        raw.warehouse_id = stock.warehouse.value
        raw.quantity = stock.quantity
        return put(raw)
    }
}
