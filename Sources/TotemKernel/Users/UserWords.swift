import TotemStore

/// What people are looked for by: the e-mail, and the full name from each of its words on, in small letters. For Ada
/// King-Noel at ada@example.com: `ada@example.com`, `ada king-noel`, `king-noel`.
///
/// Whoever is looked for by the beginning of one of them is found in an index, however many there are.
enum UserWords {
    /// Words of a name from which on it is looked for; who has more is found by these.
    private static let mostWords = 8

    static func all(_ email: String, _ firstName: String, _ lastName: String) -> Set<String> {
        let words = (firstName + " " + lastName).lowercased().split(whereSeparator: \.isWhitespace)
        let names = words.indices.prefix(mostWords).map { words[$0...].joined(separator: " ") }
        return Set(names + [email])
    }

    /// As words are kept; nil when there is nothing to look for.
    static func prefix(_ text: String) -> String? {
        let words = text.lowercased().composed().split(whereSeparator: \.isWhitespace)
        return words.isEmpty ? nil : words.joined(separator: " ")
    }

    static func add(_ words: Set<String>, of user: User.ID, in tx: Transaction) throws {
        try tx.together { batch in
            for word in words.sorted() {
                try batch.execute("INSERT INTO user_words (word, user_id) VALUES ($1, $2)", word, user)
            }
        }
    }

    static func change(from old: User, to new: User, in tx: Transaction) throws {
        let old = all(old.email, old.firstName, old.lastName)
        let words = all(new.email, new.firstName, new.lastName)
        guard words != old else { return }
        try tx.execute("DELETE FROM user_words WHERE user_id = $1", new.id)
        try add(words, of: new.id, in: tx)
    }
}
