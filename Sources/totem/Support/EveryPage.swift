import TotemKernel
import TotemStore

extension Kernel {
    /// Every item of a list, page after page, of one snapshot.
    func everything<Item: Sendable>(
        _ list: @escaping @Sendable (PageRequest, Transaction) throws -> Page<Item>
    ) async throws -> [Item] {
        try await store.read { tx in
            try tx.everything { page in try list(page, tx) }
        }
    }
}
