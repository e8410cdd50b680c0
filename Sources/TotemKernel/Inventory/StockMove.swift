import TotemStore

/// What there is of something in one warehouse, before and after a change, as those are told who follow the shop.
struct StockMove {
    private let product: Product.ID
    private let data: EventData

    /// - Parameter reason: as whoever changed it says it.
    init(
        _ product: Product.ID,
        _ variant: ProductVariant.ID?,
        _ warehouse: Warehouse.ID,
        from: Int64,
        to: Int64,
        reason: String
    ) {
        self.product = product
        data = EventData().adding("variant", variant?.value).adding("warehouse", warehouse.value).adding("from", from)
            .adding("to", to).adding("reason", reason)
    }

    func tell(in tx: Transaction, at now: Timestamp) throws {
        try Outbox.append(.stockChanged, product.value, data, in: tx, at: now)
    }
}
