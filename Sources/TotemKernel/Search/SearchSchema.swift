import TotemStore

enum SearchSchema {
    /// What a product is found by: a row of ``SearchTexts``, whose words stand apart by one blank. It goes with its
    /// product; the engines' indexes of it are made of ``SearchIndex``'s writes.
    static let sql = """
        CREATE TABLE product_search (
          product_id INTEGER NOT NULL PRIMARY KEY REFERENCES products (id) ON DELETE CASCADE,
          name TEXT NOT NULL,
          words TEXT NOT NULL,
          marks TEXT NOT NULL
        ) STRICT;
        """

    /// The index of these rows.
    ///
    /// SQLite: FTS5 over the table's own texts (`content`), of which it keeps the products of each word and nothing else
    /// (`detail=none`): places in the text are asked for by nobody, and would be two thirds of the index. A word that has
    /// been begun is looked up among the beginnings of up to eight letters, which are kept as words are; without them a
    /// frequent one would be put together from all its words at each search. The kernel's words need no more than
    /// being parted at blanks. A table that fills such an index by triggers would be refused by SQLite: its schema is not
    /// trusted, so that a file of others can do nothing.
    ///
    /// PostgreSQL: a tsvector of all words, kept with the row because a search that has many matches looks at rows in the
    /// order of their ids, and a GIN index of it, whose list of what is still to be put in order stays short, for every
    /// search reads it.
    static let own: [StoreEngine: String] = [
        .sqlite: """
        CREATE VIRTUAL TABLE product_search_index USING fts5 (
          name, words, marks, content = 'product_search', content_rowid = 'product_id', detail = none, columnsize = 0,
          prefix = '1 2 3 4 5 6 7 8', tokenize = "ascii tokenchars '=%'"
        );
        """,
        .postgres: """
        ALTER TABLE product_search ADD vector tsvector GENERATED ALWAYS AS (
          array_to_tsvector(array_remove(string_to_array(name || ' ' || words || ' ' || marks, ' '), ''))
        ) STORED;
        CREATE INDEX product_search_vector ON product_search USING gin (vector) WITH (gin_pending_list_limit = 256);
        """,
    ]
}
