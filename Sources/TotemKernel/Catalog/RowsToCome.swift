import TotemStore

/// Rows that can be written only when the store has given the rows before them their ids: those of the parts of a product
/// need the product's. Kept back until many products have been begun, they travel together, whatever a round trip costs.
struct RowsToCome {
    /// Writes some of them, and may keep back more, which need the ids of these.
    typealias Step = (inout RowsToCome, Transaction) throws -> Void

    private var steps: [Step] = []

    mutating func add(_ step: @escaping Step) {
        steps.append(step)
    }

    /// Writes all.
    mutating func write(in tx: Transaction) throws {
        while !steps.isEmpty {
            let ready = steps
            steps = []
            for step in ready { try step(&self, tx) }
        }
    }
}
