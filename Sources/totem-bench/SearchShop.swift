import TotemKernel
import TotemStore

/// A catalogue made for searching: names of four words of which some are frequent, 200 categories under ten, colours,
/// sizes and prices; every fiftieth product is not on sale. It is the same every time.
enum SearchShop {
    /// Words from the most frequent on: the first is in every third name.
    static let words: [String] = {
        let syllables = ["ba", "do", "ki", "lu", "me", "no", "pa", "ri", "so", "tu", "va", "ze"]
        return (0..<4000).map { number in
            var word = ""
            var rest = number * 7 + 13
            repeat {
                word += syllables[rest % syllables.count]
                rest /= syllables.count
            } while rest > 0 || word.count < 4
            return word
        }
    }()

    static func fill(_ store: any Store, products: Int) async throws {
        var made = 0
        while made < products {
            let drafts = try (made..<min(made + 500, products)).map(draft)
            made += drafts.count
            try await store.write { tx in
                var writer = try CatalogWriter(in: tx)
                try writer.together(in: tx) { writer in
                    try writer.lookUp(drafts, in: tx)
                    for draft in drafts { _ = try writer.saveOne(draft, in: tx, at: Timestamp(milliseconds: 0)) }
                }
            }
        }
    }

    /// Ten variants each, of two options.
    static func fillWithVariants(_ store: any Store, products: Int) async throws {
        try await store.write { tx in
            var writer = try CatalogWriter(in: tx)
            for number in 0..<products {
                var draft = try draft(number)
                draft.images = ["https://example.com/\(number)-1.jpg", "https://example.com/\(number)-2.jpg"]
                draft.variants = (0..<10).map { size in
                    VariantDraft(
                        sku: "V-\(number)-\(size)",
                        price: draft.price,
                        options: [.init("Size", .integer(Int64(size))), .init("Finish", .string("Matt"))],
                        stock: .units(5)
                    )
                }
                try writer.save(draft, in: tx, at: Timestamp(milliseconds: 0))
            }
        }
    }

    private static func draft(_ number: Int) throws -> ProductDraft {
        guard let currency = Currency("USD") else { throw BenchmarkError("there is no currency") }
        var random = UInt64(number) &* 0x9E37_79B9_7F4A_7C15 | 1
        func next(_ count: Int) -> Int {
            random ^= random << 13
            random ^= random >> 7
            random ^= random << 17
            return Int(random % UInt64(count))
        }
        // Every third and every fourth product has the most frequent words; the others are as rare as words are.
        let names = [
            words[next(3) == 0 ? 0 : 2 + next(40)], words[next(4) == 0 ? 1 : 2 + next(400)], words[next(4000)],
        ]
        let category = next(200)
        return ProductDraft(
            slug: "p-\(number)",
            sku: "ART-\(number)",
            name: names.joined(separator: " "),
            description: "What there is to say about it.",
            price: Money(Int64(100 + next(10_000)), currency),
            isActive: number % 50 != 0,
            categories: [["C\(category % 10)", "C\(category)"]],
            attributes: [
                "Colour": .string(["red", "blue", "green", "black"][next(4)]), "Depth": .integer(Int64(next(50))),
            ]
        )
    }
}
