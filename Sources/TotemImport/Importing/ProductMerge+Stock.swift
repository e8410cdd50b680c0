import TotemKernel

extension ProductMerge {
    func stock(
        _ file: StockDraft,
        over known: StockDraft,
        _ described: DraftedProduct.Description,
        _ line: Int,
        _ losses: inout LossNotes
    ) -> StockDraft {
        let merged = counted(file, over: known, line, &losses)
        noteUnitsOnSale(merged, over: known, line, &losses)
        if mode == .set, described.isStockOnly { noteUnitsElsewhere(merged, counting: file, line, &losses) }
        return merged
    }

    private func counted(
        _ file: StockDraft,
        over known: StockDraft,
        _ line: Int,
        _ losses: inout LossNotes
    ) -> StockDraft {
        switch (mode, known, file) {
        // Counted, but never yet: no units anywhere say nothing new, as in an export of it; else this is the first count.
        case (.keep, .byWarehouse(let old), .byWarehouse(let new))
        where old.isEmpty && new.values.allSatisfy({ $0 == 0 }):
            return known
        case (_, .byWarehouse(let old), .units) where old.isEmpty: return file
        case (_, .byWarehouse(let old), .byWarehouse) where old.isEmpty: return file
        case (.keep, _, _):
            if !file.agrees(with: known) {
                losses.note("stock", "stays as the store counts it: --stock set or --stock add changes it", line: line)
            }
            return known
        case (.set, .byWarehouse(let old), .byWarehouse(let new)): return .byWarehouse(old.merging(new) { $1 })
        case (.set, _, _): return file
        case (.add, .byWarehouse(let old), .byWarehouse(let new)):
            return .byWarehouse(old.merging(new, uniquingKeysWith: StockDraft.sum))
        case (.add, .byWarehouse(let old), .units(let units)):
            return .byWarehouse(old.merging([standardWarehouse: units], uniquingKeysWith: StockDraft.sum))
        case (.add, .unmanaged, .units), (.add, .unmanaged, .byWarehouse):
            losses.note(
                "stock",
                "is not counted in the store, so nothing was added: --stock set begins to count",
                line: line
            )
            return known
        case (.add, _, _): return known
        }
    }

    /// An inventory file counts its own locations. What another file brought into the standard warehouse may be the same
    /// units.
    private func noteUnitsElsewhere(
        _ merged: StockDraft,
        counting file: StockDraft,
        _ line: Int,
        _ losses: inout LossNotes
    ) {
        guard case .byWarehouse(let units) = merged, case .byWarehouse(let named) = file else { return }
        for (name, count) in units where count > 0 && named[name] == nil {
            losses.note(
                TotemText.column(ofWarehouse: name, isActive: true),
                "is no location of the file: its units stay, beside those of the file. Where they are the same ones, import "
                    + "this column with 0 and --stock set",
                line: line
            )
        }
    }

    /// Units that lay in a warehouse which was off do not go on sale without a word.
    /// - Parameter known: the stock before; nil of what is new.
    func noteUnitsOnSale(
        _ stock: StockDraft,
        over known: StockDraft?,
        _ line: Int,
        _ losses: inout LossNotes
    ) {
        guard case .byWarehouse(let units) = stock else { return }
        var before: [String: Int64] = [:]
        if case .byWarehouse(let levels)? = known { before = levels }
        for name in warehousesOn where units[name] ?? 0 > before[name] ?? 0 {
            losses.note(
                TotemText.column(ofWarehouse: name, isActive: false),
                "the warehouse is switched on in the store and stays so: these units are on sale",
                line: line
            )
        }
    }
}

extension StockDraft {
    /// Of units of two rows; what no 64 bits hold is refused as too many.
    static func sum(_ one: Int64, _ other: Int64) -> Int64 {
        let (sum, isOver) = one.addingReportingOverflow(other)
        return isOver ? .max : sum
    }

    /// Whether what a file says is so already.
    fileprivate func agrees(with known: StockDraft) -> Bool {
        switch (self, known) {
        case (.units(let units), .byWarehouse(let levels)): levels.values.reduce(0, +) == units
        case (.byWarehouse(let some), .byWarehouse(let levels)): some.allSatisfy { levels[$0.key] ?? 0 == $0.value }
        case (.unmanaged, _), (.units, _), (.byWarehouse, _): self == known
        }
    }
}
