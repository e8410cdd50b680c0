import TotemStore

/// FTS5 finds products in the order of their ids, one after another.
struct SQLiteSearch: SearchReader {
    func some(_ query: SearchQuery, _ limit: Int, in tx: Transaction) throws -> [Product.ID] {
        try tx.query(
            "SELECT rowid FROM product_search_index WHERE product_search_index MATCH $1 ORDER BY rowid LIMIT $2",
            Self.text(of: query),
            limit
        ) { row in try row.get(0) }
    }

    func someNamed(
        _ query: SearchQuery,
        _ limit: Int,
        in tx: Transaction
    ) throws -> [(id: Product.ID, name: String)] {
        // CROSS JOIN: in the order of the index.
        try tx.query(
            """
            SELECT found.rowid, product_search.name FROM product_search_index AS found
            CROSS JOIN product_search ON product_search.product_id = found.rowid
            WHERE product_search_index MATCH $1 ORDER BY found.rowid LIMIT $2
            """,
            Self.text(of: query),
            limit
        ) { row in (try row.get(0), try row.get(1)) }
    }

    /// However far: what is in between is passed over by the index.
    func next(
        _ query: SearchQuery,
        after place: SearchPlace,
        _ limit: Int,
        reach: SearchReach,
        in tx: Transaction
    ) throws -> (ids: [Product.ID], reached: Product.ID?) {
        let ids: [Product.ID] =
            if place.isDescending {
                try tx.query(
                    """
                    SELECT rowid FROM product_search_index WHERE product_search_index MATCH $1 AND rowid < $2
                    ORDER BY rowid DESC LIMIT $3
                    """,
                    Self.text(of: query),
                    place.id,
                    limit
                ) { row in try row.get(0) }
            } else {
                try tx.query(
                    """
                    SELECT rowid FROM product_search_index WHERE product_search_index MATCH $1 AND rowid > $2
                    ORDER BY rowid LIMIT $3
                    """,
                    Self.text(of: query),
                    place.id,
                    limit
                ) { row in try row.get(0) }
            }
        return (ids, ids.count < limit ? nil : ids.last)
    }

    /// `("oak" AND "tab"* AND "=c12") NOT "=off"`. The words hold no quotes.
    static func text(of query: SearchQuery) -> String {
        var parts = (query.words + query.marks).map { "\"\($0)\"" }
        if let begun = query.begun { parts.append("\"\(begun)\"*") }
        if query.isActive == false { parts.append("\"\(SearchMark.inactive)\"") }
        let all = parts.joined(separator: " AND ")
        return query.isActive == true ? "(\(all)) NOT \"\(SearchMark.inactive)\"" : all
    }
}
