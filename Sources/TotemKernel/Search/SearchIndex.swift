public import TotemStore

/// The index that products are searched in: the one place where engines differ, for each brings its own kind of search.
/// What is in it is written with the product, in the same transaction.
public enum SearchIndex {
    static func insert(_ texts: SearchTexts, of id: Product.ID, in batch: Batch) throws {
        try batch.execute(
            "INSERT INTO product_search (product_id, name, words, marks) VALUES ($1, $2, $3, $4)",
            id,
            texts.name,
            texts.words,
            texts.marks
        )
        guard batch.engine == .sqlite else { return }
        try batch.execute(
            "INSERT INTO product_search_index (rowid, name, words, marks) VALUES ($1, $2, $3, $4)",
            id,
            texts.name,
            texts.words,
            texts.marks
        )
    }

    static func update(_ texts: SearchTexts, of id: Product.ID, in batch: Batch) throws {
        if batch.engine == .sqlite {
            // What the index is told to forget must be what it was told: it keeps no texts.
            try batch.execute(
                """
                INSERT INTO product_search_index (product_search_index, rowid, name, words, marks)
                SELECT 'delete', product_id, name, words, marks FROM product_search
                WHERE product_id = $1 AND (name, words, marks) <> ($2, $3, $4)
                """,
                id,
                texts.name,
                texts.words,
                texts.marks
            )
            try batch.execute(
                """
                INSERT INTO product_search_index (rowid, name, words, marks)
                SELECT product_id, $2, $3, $4 FROM product_search
                WHERE product_id = $1 AND (name, words, marks) <> ($2, $3, $4)
                """,
                id,
                texts.name,
                texts.words,
                texts.marks
            )
        }
        try batch.execute(
            """
            UPDATE product_search SET name = $2, words = $3, marks = $4
            WHERE product_id = $1 AND (name, words, marks) <> ($2, $3, $4)
            """,
            id,
            texts.name,
            texts.words,
            texts.marks
        )
    }

    /// Before the product is deleted, with which its row goes.
    static func remove(_ id: Product.ID, in tx: Transaction) throws {
        guard tx.engine == .sqlite else { return }
        try tx.execute(
            """
            INSERT INTO product_search_index (product_search_index, rowid, name, words, marks)
            SELECT 'delete', product_id, name, words, marks FROM product_search WHERE product_id = $1
            """,
            id
        )
    }

    /// Makes the index anew from what products are found by: for a store whose rows were brought by others than the
    /// catalogue.
    public static func rebuild(in tx: Transaction) throws {
        guard tx.engine == .sqlite else { return }
        try tx.execute("INSERT INTO product_search_index (product_search_index) VALUES ('rebuild')")
    }

    /// What these products are found by, in no order.
    static func texts(
        of ids: some Sequence<Product.ID>,
        in tx: Transaction
    ) throws -> [(id: Product.ID, texts: SearchTexts)] {
        try tx.query(
            "SELECT product_id, name, words, marks FROM product_search WHERE product_id = ANY($1)",
            SQLList(ids)
        ) { row in
            (try row.get(0), SearchTexts(name: try row.get(1), words: try row.get(2), marks: try row.get(3)))
        }
    }

    /// The marks of each of these products, in no order.
    static func marks(of ids: some Sequence<Product.ID>, in tx: Transaction) throws -> [String] {
        try tx.query("SELECT marks FROM product_search WHERE product_id = ANY($1)", SQLList(ids)) { row in
            try row.get(0)
        }
    }
}

/// How an engine looks for products. A query that takes all is for neither.
protocol SearchReader {
    /// Some of the products, all of them when they are fewer than `limit`.
    func some(_ query: SearchQuery, _ limit: Int, in tx: Transaction) throws -> [Product.ID]

    /// The same with the words of their names.
    func someNamed(_ query: SearchQuery, _ limit: Int, in tx: Transaction) throws -> [(id: Product.ID, name: String)]

    /// The next products in the order of their ids.
    /// - Parameter reach: how many ids are looked at, at most, by an engine that looks at each.
    /// - Returns: as many as there are, `limit` at most, and how far was looked; nil: to the end.
    func next(
        _ query: SearchQuery,
        after place: SearchPlace,
        _ limit: Int,
        reach: SearchReach,
        in tx: Transaction
    ) throws -> (ids: [Product.ID], reached: Product.ID?)
}

/// How far a search looks for the next products.
enum SearchReach {
    /// Where frequent ones are.
    case near
    /// As far as one page may.
    case far
}

/// A place in the order of ids, and the direction in which it is gone.
struct SearchPlace {
    let id: Product.ID
    let isDescending: Bool
}

extension SearchIndex {
    static func reader(in tx: Transaction) -> any SearchReader {
        switch tx.engine {
        case .sqlite: SQLiteSearch()
        case .postgres: PostgresSearch()
        }
    }
}
