import TotemStore

/// Rows of products that are still to be written. Those of a product's parts can be written only when the store has given
/// the product its id. Kept back until many products have been looked at, they travel together, whatever a round trip costs.
struct RowsToCome {
    /// Writes some of them; those that need the ids of these are its answer.
    private struct Step {
        let write: (Batch) throws -> Queued<RowsToCome>
    }

    private var steps: [Step] = []

    /// Rows whose ids nobody needs.
    mutating func add(_ write: @escaping (Batch) throws -> Void) {
        steps.append(
            Step { batch in
                try write(batch)
                return Queued(RowsToCome())
            }
        )
    }

    /// A row, and those that need its id.
    mutating func add(
        inserting insert: @escaping (Batch) throws -> Queued<Int64>,
        then parts: @escaping (Int64) throws -> RowsToCome
    ) {
        steps.append(Step { batch in try insert(batch).map(parts) })
    }

    /// Writes all: in as many batches as there are rows on the way from a product to its innermost parts.
    mutating func write(in tx: Transaction) throws {
        while !steps.isEmpty {
            let ready = steps
            steps = []
            let parts = try tx.together { batch in Queued.all(try ready.map { step in try step.write(batch) }) }
            steps = parts.flatMap(\.steps)
        }
    }
}
