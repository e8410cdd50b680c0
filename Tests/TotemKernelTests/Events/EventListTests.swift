import Testing
import TotemStore
import TotemTesting

@testable import TotemKernel

@Suite("The list of events")
struct EventListTests {
    @Test("goes page by page through all of them, or those behind one, or of one type")
    func pages() async throws {
        let shop = try await Shop()
        try await shop.store.write { tx in
            for id in Int64(1)...30 {
                try Outbox.append(id % 10 == 0 ? .productDeleted : .productSaved, id, in: tx, at: Shop.now)
            }
        }
        try await shop.settle()
        #expect(try await shop.list(limit: 7) == Array(1...30))
        #expect(try await shop.list(limit: 30) == Array(1...30))
        #expect(try await shop.list(limit: 2, type: .productDeleted) == [10, 20, 30])
        let fifth = try await shop.events()[4].id
        #expect(try await shop.list(limit: 10, after: fifth) == Array(6...30))
        #expect(try await shop.list(limit: 10, after: fifth, type: .productDeleted) == [10, 20, 30])
        #expect(await kernelError { _ = try await shop.list(limit: 1, after: 999_999) }?.fields.first?.field == "after")
        let newest = try await shop.store.read { tx in try Outbox.newest(3, in: tx).map(\.subjectID) }
        #expect(newest == [28, 29, 30])
        let deleted = try await shop.store.read { tx in
            try Outbox.newest(2, of: "product.deleted", in: tx).map(\.subjectID)
        }
        #expect(deleted == [20, 30])
    }

    @Test("looks at so many for one type only, and says where to go on")
    func bounded() async throws {
        let shop = try await Shop()
        try await shop.store.write { tx in
            for _ in 0..<2 * Outbox.largestLook { try Outbox.append(.productSaved, 1, in: tx, at: Shop.now) }
            try Outbox.append(.productDeleted, 2, in: tx, at: Shop.now)
        }
        try await shop.settle()
        let first = try await shop.store.read { tx in
            try Outbox.list(try PageRequest(), type: "product.deleted", in: tx)
        }
        #expect(first.items.isEmpty && first.nextCursor != nil)
        #expect(try await shop.list(limit: 5, type: .productDeleted) == [2])
    }
}

extension Shop {
    /// The subjects of all pages.
    fileprivate func list(limit: Int, after: Int64? = nil, type: EventType? = nil) async throws -> [Int64] {
        try await store.read { tx in
            var subjects: [Int64] = []
            var cursor: String?
            repeat {
                let request = try PageRequest(limit: limit, cursor: cursor)
                let page = try Outbox.list(request, after: after, type: type?.rawValue, in: tx)
                #expect(page.items.count <= limit)
                subjects += page.items.map(\.subjectID)
                cursor = page.nextCursor
            } while cursor != nil
            return subjects
        }
    }
}
