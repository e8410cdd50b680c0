/// Yes and no as files have them: `1`, `yes`, and `TRUE`, which a spreadsheet writes in the language of whoever saves the file.
enum FlagText {
    /// Nil when the text is neither.
    static func value(_ text: String) -> Bool? {
        let text = text.lowercased()
        if yes.contains(text) { return true }
        return no.contains(text) ? false : nil
    }

    /// What Excel and its like call them in English, German, Dutch, French, Italian, Spanish, Portuguese, Danish and
    /// Norwegian, Swedish, Finnish, Polish, Czech and Slovak, Hungarian, Turkish, Russian and Greek.
    private static let yes: Set<String> = [
        "1", "yes", "true", "wahr", "waar", "vrai", "vero", "verdadero", "verdadeiro", "sand", "sann", "sant", "tosi",
        "prawda", "pravda", "igaz", "doğru", "истина", "αληθες",
    ]
    private static let no: Set<String> = [
        "0", "no", "false", "falsch", "onwaar", "faux", "falso", "falsk", "usann", "falskt", "epätosi", "fałsz",
        "nepravda", "hamis", "yanliş", "yanlış", "ложь", "ψευδες",
    ]
}
