/// Names of C as names of Swift.
enum Names {
    private static let acronyms = [
        "id": "ID", "sku": "SKU", "url": "URL", "json": "JSON", "http": "HTTP", "abi": "ABI",
    ]

    /// `tax_id` is `taxID`, `cart.discounts` is `cartDiscounts`.
    static func member(_ name: String) -> String {
        let words = name.split(whereSeparator: { $0 == "_" || $0 == "." }).map(String.init)
        return words.enumerated().map { index, word in index == 0 ? word : capitalized(word) }.joined()
    }

    /// `totem_cart_event` is `CartEvent`.
    static func type(_ name: String) -> String {
        name.split(separator: "_").dropFirst().map { capitalized(String($0)) }.joined()
    }

    /// `cart.discounts` is `CartDiscounts`.
    static func capitalizedMember(_ name: String) -> String {
        let member = member(name)
        return member.prefix(1).uppercased() + member.dropFirst()
    }

    private static func capitalized(_ word: String) -> String {
        acronyms[word] ?? word.prefix(1).uppercased() + word.dropFirst()
    }
}
