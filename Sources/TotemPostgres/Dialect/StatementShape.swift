/// What can be told of a statement by its words.
struct StatementShape {
    /// Whether no word of it changes rows or locks them. It errs on the side of change.
    let isReadOnly: Bool
    /// The tables behind INSERT INTO, UPDATE and DELETE FROM, folded.
    let changedTables: Set<String>

    /// Not REPLACE: it begins no statement here, and is a function of texts.
    private static let changingWords: Set<String> = ["INSERT", "UPDATE", "DELETE", "MERGE", "INTO"]
    private static let readingWords: Set<String> = ["SELECT", "VALUES", "WITH", "TABLE"]

    init(_ sql: String) {
        let tokens = SQLScanner.tokens(of: sql).filter { $0.kind != .blank }
        let words = tokens.map(\.keyword)
        isReadOnly =
            Self.readingWords.contains(words.first { !$0.isEmpty } ?? "")
            && !words.contains { Self.changingWords.contains($0) }
        var changed: Set<String> = []
        for (index, word) in words.enumerated() {
            let place: Int
            switch word {
            case "UPDATE": place = index + 1
            case "INTO" where index > 0 && words[index - 1] == "INSERT": place = index + 1
            case "FROM" where index > 0 && words[index - 1] == "DELETE": place = index + 1
            default: continue
            }
            if tokens.indices.contains(place), let name = tokens[place].name { changed.insert(name) }
        }
        changedTables = changed
    }
}
