import TotemStore

/// A search for orders: by a number, then by the beginning of an e-mail address, of a whole name, and of a last name. Each is a
/// walk along an index from its end, so that of equal keys the newest order comes first.
struct OrderSearch {
    private enum Stage: Int64, CaseIterable {
        case number
        case email
        case name
        case lastName
    }

    /// An order that a stage has found, and its place there.
    private struct Candidate {
        let key: String
        let id: Order.ID
        let email: String?
        let name: String?
        let number: String
        let isAllowed: Bool

        init(_ row: Row, _ filter: OrderFilter) throws {
            key = try row.get(0)
            id = try row.get(1)
            email = try row.get(2)
            name = try row.get(3)
            let isInState = filter.allows(try row.get(4), try row.get(5), try row.get(6))
            number = try row.get(8)
            let isInTime = filter.allows(try row.get(7, as: Timestamp.self))
            isAllowed = isInState && isInTime
        }
    }

    private struct Place {
        let stage: Stage
        let key: String
        let id: Int64
    }

    /// Rows that one page looks at.
    private static let largestWalk = 1000
    private static let batch = 200
    private static let order = "orders.search"

    private let number: String
    private let words: String
    private let filter: OrderFilter

    /// - Throws: ``KernelError`` naming `q`.
    init(_ words: String, _ filter: OrderFilter) throws(KernelError) {
        try TextRule.name.check(words, "q")
        number = words.trimmed()
        self.words = BuyerName.key(words)
        self.filter = filter
    }

    func page(_ page: PageRequest, in tx: Transaction) throws -> Page<Order.ID> {
        var place = try start(page)
        var found: [Order.ID] = []
        var looked = 0
        while looked < Self.largestWalk {
            let rows = try candidates(after: place, in: tx)
            looked += rows.count
            for row in rows {
                guard row.isAllowed, !isFoundBefore(row, place.stage) else { continue }
                guard found.count < page.limit else { return Page(items: found, nextCursor: cursor(place)) }
                found.append(row.id)
                place = Place(stage: place.stage, key: row.key, id: row.id.value)
            }
            if rows.count == Self.batch, let last = rows.last {
                place = Place(stage: place.stage, key: last.key, id: last.id.value)
            } else if let next = Stage(rawValue: place.stage.rawValue + 1) {
                place = first(of: next)
            } else {
                return Page(items: found, nextCursor: nil)
            }
            if found.count == page.limit { return Page(items: found, nextCursor: cursor(place)) }
        }
        return Page(items: found, nextCursor: cursor(place))
    }

    private func start(_ page: PageRequest) throws(KernelError) -> Place {
        guard let cursor = try page.position(in: Self.order) else { return first(of: .number) }
        guard let stage = Stage(rawValue: try cursor.integer(0)) else { return first(of: .number) }
        return Place(stage: stage, key: try cursor.text(1), id: try cursor.integer(2))
    }

    private func first(of stage: Stage) -> Place { Place(stage: stage, key: end, id: .max) }

    private func cursor(_ place: Place) -> String {
        Cursor(Self.order, [.integer(place.stage.rawValue), .text(place.key), .integer(place.id)]).text
    }

    /// What sorts behind every text that begins with the words.
    private var end: String { words + "\u{10FFFF}" }

    private func isFoundBefore(_ row: Candidate, _ stage: Stage) -> Bool {
        let hasNumber = row.number == number
        let hasEmail = row.email?.utf8.starts(with: words.utf8) ?? false
        return switch stage {
        case .number: false
        case .email: hasNumber
        case .name: hasNumber || hasEmail
        case .lastName: hasNumber || hasEmail || row.name?.utf8.starts(with: words.utf8) ?? false
        }
    }

    private func candidates(after place: Place, in tx: Transaction) throws -> [Candidate] {
        let decode = { (row: Row) in try Candidate(row, filter) }
        switch place.stage {
        case .number:
            guard place.id == .max else { return [] }
            return try tx.query(
                """
                SELECT number, id, email, buyer_name, status, payment_status, fulfilment_status, created_at,
                  number
                FROM orders WHERE number = $1
                """,
                number,
                row: decode
            )
        case .email:
            return try tx.query(
                """
                SELECT email, id, email, buyer_name, status, payment_status, fulfilment_status, created_at,
                  number
                FROM orders WHERE (email, id) < ($1, $2) AND email >= $3 ORDER BY email DESC, id DESC LIMIT $4
                """,
                place.key,
                place.id,
                words,
                Self.batch,
                row: decode
            )
        case .name:
            return try tx.query(
                """
                SELECT buyer_name, id, email, buyer_name, status, payment_status, fulfilment_status, created_at,
                  number
                FROM orders WHERE (buyer_name, id) < ($1, $2) AND buyer_name >= $3 ORDER BY buyer_name DESC, id DESC LIMIT $4
                """,
                place.key,
                place.id,
                words,
                Self.batch,
                row: decode
            )
        case .lastName:
            return try tx.query(
                """
                SELECT buyer_last_name, id, email, buyer_name, status, payment_status, fulfilment_status,
                  created_at, number
                FROM orders WHERE (buyer_last_name, id) < ($1, $2) AND buyer_last_name >= $3
                ORDER BY buyer_last_name DESC, id DESC LIMIT $4
                """,
                place.key,
                place.id,
                words,
                Self.batch,
                row: decode
            )
        }
    }
}
