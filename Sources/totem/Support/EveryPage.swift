import TotemKernel
import TotemStore

extension Kernel {
    /// Every item of a list, page after page, of one snapshot.
    func everything<Item: Sendable>(
        _ list: @escaping @Sendable (PageRequest, Transaction) throws -> Page<Item>
    ) async throws -> [Item] {
        try await store.read { tx in
            var items: [Item] = []
            var cursor: String?
            repeat {
                let page = try list(PageRequest(limit: PageRequest.largestLimit, cursor: cursor), tx)
                items += page.items
                cursor = page.nextCursor
            } while cursor != nil
            return items
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
