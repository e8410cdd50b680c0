public import TotemStore

extension OrderStore {
    /// A customer's own orders, or for staff all of them.
    ///
    /// A search looks at a bounded number of rows for each page, so that a page of it can be shorter than its limit, even
    /// empty, although more follow: `nextCursor` says whether. It has an order of its own: what the number names, then
    /// by e-mail address and by name.
    /// - Throws: ``KernelError``: unauthenticated, a search by who is no staff, a search with an order, or a bad cursor.
    public static func list(
        _ filter: OrderFilter,
        by sort: OrderSort? = nil,
        _ page: PageRequest,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Page<Order> {
        try context.actor.require(.customer)
        if let words = filter.words {
            try context.actor.require(.staff)
            guard sort == nil else {
                throw KernelError.impossible("sort", "must be left out with q, which has an order of its own")
            }
            let search = try OrderSearch(words, filter)
            let found = try search.page(page, in: tx)
            return Page(items: try get(found.items, in: tx), nextCursor: found.nextCursor)
        }
        let walk = OrderWalk(filter, sort ?? .newest, context.actor)
        let found = try walk.page(page, in: tx)
        return Page(items: try get(found.items, in: tx), nextCursor: found.nextCursor)
    }
}

/// A list of orders by the time in which they were placed, along an index of this order.
struct OrderWalk {
    private struct Key: Comparable {
        let createdAt: Timestamp
        let id: Order.ID

        init(_ createdAt: Timestamp, _ id: Order.ID) {
            self.createdAt = createdAt
            self.id = id
        }

        init(_ row: Row) throws {
            createdAt = try row.get(0)
            id = try row.get(1)
        }

        static func < (left: Key, right: Key) -> Bool {
            (left.createdAt, left.id.value) < (right.createdAt, right.id.value)
        }
    }

    private let filter: OrderFilter
    private let sort: OrderSort
    private let actor: Actor

    init(_ filter: OrderFilter, _ sort: OrderSort, _ actor: Actor) {
        self.filter = filter
        self.sort = sort
        self.actor = actor
    }

    func page(_ page: PageRequest, in tx: Transaction) throws -> Page<Order.ID> {
        let order = "orders.\(sort.rawValue)"
        let cursor = try page.position(in: order)
        let place = try cursor.map { Key(Timestamp(milliseconds: try $0.integer(0)), Order.ID(try $0.integer(1))) }
        let found = try keys(after: place, page.limit + 1, in: tx)
        return Page(found, for: page, in: order) { [.integer($0.createdAt.milliseconds), .integer($0.id.value)] }
            .map(\.id)
    }

    private func keys(after place: Key?, _ limit: Int, in tx: Transaction) throws -> [Key] {
        let first = filter.createdAfter ?? Timestamp(milliseconds: .min)
        let end = filter.createdBefore ?? Timestamp(milliseconds: .max)
        // Ids are above 0, so that these places stand before all orders of their time.
        switch sort {
        case .newest:
            let before = min(place ?? Key(end, Order.ID(0)), Key(end, Order.ID(0)))
            return try keys(from: Key(first, Order.ID(0)), before: before, limit, in: tx)
        case .oldest:
            let after = max(place ?? Key(first, Order.ID(0)), Key(first, Order.ID(0)))
            return try keys(after: after, to: Key(end, Order.ID(0)), limit, in: tx)
        }
    }

    /// Downwards. The index of the states has all three, so what is asked for one of them is put together of the lists of
    /// each that the others can be.
    private func keys(from first: Key, before place: Key, _ limit: Int, in tx: Transaction) throws -> [Key] {
        guard actor.holds(.staff) else { return try own(from: first, before: place, limit, in: tx) }
        guard filter.hasStates else {
            return try tx.query(
                """
                SELECT created_at, id FROM orders WHERE (created_at, id) < ($1, $2) AND created_at >= $3
                ORDER BY created_at DESC, id DESC LIMIT $4
                """,
                place.createdAt,
                place.id,
                first.createdAt,
                limit,
                row: Key.init
            )
        }
        let lists = try tx.together { batch in
            Queued.all(
                try states.map { status, payment, fulfilment in
                    try batch.query(
                        """
                        SELECT created_at, id FROM orders WHERE status = $1 AND payment_status = $2 AND fulfilment_status = $3
                          AND (created_at, id) < ($4, $5) AND created_at >= $6
                        ORDER BY created_at DESC, id DESC LIMIT $7
                        """,
                        status,
                        payment,
                        fulfilment,
                        place.createdAt,
                        place.id,
                        first.createdAt,
                        limit,
                        row: Key.init
                    )
                }
            )
        }
        return Array(lists.joined().sorted(by: >).prefix(limit))
    }

    /// Upwards.
    private func keys(after place: Key, to end: Key, _ limit: Int, in tx: Transaction) throws -> [Key] {
        guard actor.holds(.staff) else { return try own(after: place, to: end, limit, in: tx) }
        guard filter.hasStates else {
            return try tx.query(
                """
                SELECT created_at, id FROM orders WHERE (created_at, id) > ($1, $2) AND created_at < $3
                ORDER BY created_at, id LIMIT $4
                """,
                place.createdAt,
                place.id,
                end.createdAt,
                limit,
                row: Key.init
            )
        }
        let lists = try tx.together { batch in
            Queued.all(
                try states.map { status, payment, fulfilment in
                    try batch.query(
                        """
                        SELECT created_at, id FROM orders WHERE status = $1 AND payment_status = $2 AND fulfilment_status = $3
                          AND (created_at, id) > ($4, $5) AND created_at < $6
                        ORDER BY created_at, id LIMIT $7
                        """,
                        status,
                        payment,
                        fulfilment,
                        place.createdAt,
                        place.id,
                        end.createdAt,
                        limit,
                        row: Key.init
                    )
                }
            )
        }
        return Array(lists.joined().sorted().prefix(limit))
    }

    /// What the three states can be together.
    private var states: [(OrderStatus, OrderPaymentStatus, FulfilmentStatus)] {
        let payments = filter.paymentStatus.map { [$0] } ?? OrderPaymentStatus.allCases
        let fulfilments = filter.fulfilmentStatus.map { [$0] } ?? FulfilmentStatus.allCases
        return (filter.status.map { [$0] } ?? OrderStatus.allCases).flatMap { status in
            payments.flatMap { payment in fulfilments.map { (status, payment, $0) } }
        }
    }

    // MARK: - A customer's own, which are few

    private func own(from first: Key, before place: Key, _ limit: Int, in tx: Transaction) throws -> [Key] {
        try tx.query(
            """
            SELECT created_at, id FROM orders WHERE user_id = $1 AND (created_at, id) < ($2, $3) AND created_at >= $4
              AND ($5 = '' OR status = $5) AND ($6 = '' OR payment_status = $6) AND ($7 = '' OR fulfilment_status = $7)
            ORDER BY created_at DESC, id DESC LIMIT $8
            """,
            actor.userID,
            place.createdAt,
            place.id,
            first.createdAt,
            filter.status?.rawValue ?? "",
            filter.paymentStatus?.rawValue ?? "",
            filter.fulfilmentStatus?.rawValue ?? "",
            limit,
            row: Key.init
        )
    }

    private func own(after place: Key, to end: Key, _ limit: Int, in tx: Transaction) throws -> [Key] {
        try tx.query(
            """
            SELECT created_at, id FROM orders WHERE user_id = $1 AND (created_at, id) > ($2, $3) AND created_at < $4
              AND ($5 = '' OR status = $5) AND ($6 = '' OR payment_status = $6) AND ($7 = '' OR fulfilment_status = $7)
            ORDER BY created_at, id LIMIT $8
            """,
            actor.userID,
            place.createdAt,
            place.id,
            end.createdAt,
            filter.status?.rawValue ?? "",
            filter.paymentStatus?.rawValue ?? "",
            filter.fulfilmentStatus?.rawValue ?? "",
            limit,
            row: Key.init
        )
    }
}
