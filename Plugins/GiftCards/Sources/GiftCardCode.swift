import TotemPluginKit

/// The code of a gift card: who has it has the money.
///
/// It is kept as its hash alone. That needs neither salt nor slowness, as passwords do: of 20 characters out of 30 nobody
/// tries all, not even with the last four known, which leave 78 bits.
struct GiftCardCode {
    /// Without what is mistaken for another: 0 and O, 1, I and L, U and V.
    static let alphabet = Array("23456789ABCDEFGHJKMNPQRSTVWXYZ")
    static let length = 20

    /// In capitals, without what groups them.
    private let characters: String

    private init(_ characters: String) {
        self.characters = characters
    }

    /// A new one, from the system's source of randomness for keys.
    static func make() -> GiftCardCode {
        var source = SystemRandomNumberGenerator()
        return GiftCardCode(
            String((0..<length).map { _ in alphabet[Int.random(in: alphabet.indices, using: &source)] })
        )
    }

    /// What a buyer has typed: in any case, grouped in any way. Nil: it is the code of no gift card.
    init?(entered text: String) {
        let characters = text.uppercased().filter { $0 != "-" && !$0.isWhitespace }
        guard characters.count == Self.length, characters.allSatisfy(Self.alphabet.contains) else { return nil }
        self.characters = characters
    }

    /// As people read it: in groups of four.
    var shown: String {
        stride(from: 0, to: Self.length, by: 4).map { String(characters.dropFirst($0).prefix(4)) }
            .joined(separator: "-")
    }

    var lastFour: String { String(characters.suffix(4)) }

    /// What the shop keeps of it: 64 hexadecimal digits.
    func hash(_ call: Call) throws -> String {
        try call.hmacSHA256(key: Array("gift-card".utf8), message: Array(characters.utf8)).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
}

/// What a cart keeps of a code that was entered: which card it was, and nothing that anybody could spend.
struct KeptCode {
    private static let prefix = "gift-card-"

    let card: Int64
    let lastFour: String

    init(card: Int64, lastFour: String) {
        self.card = card
        self.lastFour = lastFour
    }

    init?(text: String) {
        guard text.hasPrefix(Self.prefix) else { return nil }
        let parts = text.dropFirst(Self.prefix.count).split(separator: "-")
        guard parts.count == 2, let card = Int64(parts[0]) else { return nil }
        self.init(card: card, lastFour: String(parts[1]))
    }

    var text: String { "\(Self.prefix)\(card)-\(lastFour)" }
}
