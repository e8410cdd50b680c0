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

extension Role {
    /// - Throws: ``Failure`` with the roles that there are.
    init(named name: String) throws {
        guard let role = Role(rawValue: name) else {
            throw Failure(
                "'\(name)' is no role; choose one of \(Role.allCases.map(\.rawValue).joined(separator: ", "))"
            )
        }
        self = role
    }
}
