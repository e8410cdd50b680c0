internal import TotemStore

/// `RETURNING id` of the common dialect. SQLite runs it as a trigger, and copies every page that such an insert touches, to
/// be able to undo it: three to ten times the cost of the insert.
enum ReturnedID {
    /// The statement without its `RETURNING id`.
    /// - Throws: ``StoreError`` `.misuse` when it does not end so. `ON CONFLICT` too: the last id that SQLite inserted is not
    ///   that of a row that was there.
    static func removed(from text: String) throws -> String {
        let tokens = SQLToken.all(in: Array(text.utf8))
        let hasConflicts = zip(tokens, tokens.dropFirst()).contains { $0.isWord("ON") && $1.isWord("CONFLICT") }
        guard let returning = tokens.dropLast().last, returning.isWord("RETURNING"), tokens.last?.isWord("ID") == true,
            !hasConflicts
        else { throw StoreError.insertedNothing(text) }
        return String(decoding: text.utf8.prefix(returning.range.lowerBound), as: UTF8.self)
    }
}
