import TotemStore

/// A GIN index finds all products at once, in the order in which they lie. That is the way to a few; when there are many,
/// the order of ids is walked and each row asked, which is the way to the first of many. Which of the two it is, the first
/// few thousand rows tell.
struct PostgresSearch: SearchReader {
    /// Ids of one step of a walk: of the first, and how many times as many each following one has, up to the largest.
    private static let firstStep: Int64 = 4096
    private static let largestStep: Int64 = 16_384
    /// Ids that are looked at before it is asked whether there are few.
    private static let nearWalk: Int64 = 12_288
    /// Ids that one page looks at, at most: more is left to the next page.
    private static let longestWalk: Int64 = 40_960
    /// Products among the first ids from which on they are many.
    private static let many = 200

    func some(_ query: SearchQuery, _ limit: Int, in tx: Transaction) throws -> [Product.ID] {
        try forbidWholeTables(in: tx)
        let text = Self.text(of: query)
        let newest = try newest(in: tx)
        let first = try step(text, SearchPlace(id: Product.ID(0), isDescending: false), Self.firstStep, limit, in: tx)
        if first.count >= limit || newest <= Self.firstStep { return first }
        if first.count >= Self.many {
            let rest = try walk(
                text,
                after: ascending(Self.firstStep),
                limit - first.count,
                upTo: newest,
                atMost: Self.longestWalk,
                in: tx
            )
            if rest.reached == nil || first.count + rest.ids.count >= limit { return first + rest.ids }
        }
        return try tx.query(
            "SELECT product_id FROM product_search WHERE vector @@ CAST(CAST($1 AS TEXT) AS tsquery) LIMIT $2",
            text,
            limit
        ) { row in try row.get(0) }
    }

    func someNamed(
        _ query: SearchQuery,
        _ limit: Int,
        in tx: Transaction
    ) throws -> [(id: Product.ID, name: String)] {
        try tx.query(
            "SELECT product_id, name FROM product_search WHERE product_id = ANY($1)",
            SQLList(try some(query, limit, in: tx))
        ) { row in (try row.get(0), try row.get(1)) }
    }

    func next(
        _ query: SearchQuery,
        after place: SearchPlace,
        _ limit: Int,
        reach: SearchReach,
        in tx: Transaction
    ) throws -> (ids: [Product.ID], reached: Product.ID?) {
        try forbidWholeTables(in: tx)
        let longest = reach == .near ? Self.nearWalk : Self.longestWalk
        return try walk(Self.text(of: query), after: place, limit, upTo: newest(in: tx), atMost: longest, in: tx)
    }

    private func ascending(_ id: Int64) -> SearchPlace { SearchPlace(id: Product.ID(id), isDescending: false) }

    private func walk(
        _ text: String,
        after place: SearchPlace,
        _ limit: Int,
        upTo newest: Int64,
        atMost longest: Int64,
        in tx: Transaction
    ) throws -> (ids: [Product.ID], reached: Product.ID?) {
        var ids: [Product.ID] = []
        // Descending, a place beyond the newest is as good as the newest.
        var reached = place.isDescending ? min(place.id.value, newest + 1) : place.id.value
        var looked: Int64 = 0
        var length = Self.firstStep
        while looked < longest {
            guard place.isDescending ? reached > 1 : reached < newest else { return (ids, nil) }
            let here = SearchPlace(id: Product.ID(reached), isDescending: place.isDescending)
            ids += try step(text, here, length, limit - ids.count, in: tx)
            if ids.count >= limit { return (ids, ids.last) }
            reached += place.isDescending ? -length : length
            looked += length
            length = min(length * 2, Self.largestStep)
        }
        return (ids, Product.ID(reached))
    }

    /// The products among the next `length` ids.
    private func step(
        _ text: String,
        _ place: SearchPlace,
        _ length: Int64,
        _ limit: Int,
        in tx: Transaction
    ) throws -> [Product.ID] {
        if place.isDescending {
            return try tx.query(
                """
                SELECT product_id FROM product_search
                WHERE product_id < $2 AND product_id >= $3 AND vector @@ CAST(CAST($1 AS TEXT) AS tsquery)
                ORDER BY product_id DESC LIMIT $4
                """,
                text,
                place.id,
                place.id.value - length,
                limit
            ) { row in try row.get(0) }
        }
        return try tx.query(
            """
            SELECT product_id FROM product_search
            WHERE product_id > $2 AND product_id <= $3 AND vector @@ CAST(CAST($1 AS TEXT) AS tsquery)
            ORDER BY product_id LIMIT $4
            """,
            text,
            place.id,
            place.id.value + length,
            limit
        ) { row in try row.get(0) }
    }

    private func newest(in tx: Transaction) throws -> Int64 {
        try tx.first("SELECT COALESCE(MAX(product_id), 0) FROM product_search") { row in try row.get(0) } ?? 0
    }

    /// The server would read a whole table where it expects enough products early in it, and compile long plans; both take
    /// longer than any search when it is wrong. It holds for this transaction, and travels with the next statement.
    private func forbidWholeTables(in tx: Transaction) throws {
        try tx.execute("SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)")
    }

    /// `'oak' & 'tab':* & '=c12' & !'=off'`. The words hold no quotes and no backslashes.
    static func text(of query: SearchQuery) -> String {
        var parts = (query.words + query.marks).map { "'\($0)'" }
        if let begun = query.begun { parts.append("'\(begun)':*") }
        if query.isActive == false { parts.append("'\(SearchMark.inactive)'") }
        if query.isActive == true { parts.append("!'\(SearchMark.inactive)'") }
        return parts.joined(separator: " & ")
    }
}
