public import TotemStore

/// What people call an order: the prefix of the settings, and a number that grows. Numbers of orders that came to nothing may
/// be left out. A plugin may give an order one of its own.
public enum OrderNumber {
    private static let largestLength = 40

    /// Whether a number of a plugin's is one that people can read out, type and put into an address.
    public static func isWellFormed(_ number: String) -> Bool {
        (1...largestLength).contains(number.utf8.count)
            && number.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"):
                    true
                default: "-_./#".utf8.contains(byte)
                }
            }
    }

    /// Whether no order has it, as far as this transaction sees.
    public static func isFree(_ number: String, in tx: Transaction) throws -> Bool { try !isTaken(number, in: tx) }

    /// A number for a new order, and whether another has it already: one that was made elsewhere and brought here, or by a
    /// plugin.
    struct Drawn {
        let number: String
        let isTaken: Bool
    }

    /// Draws the next one. It is counted by inserting a row: nobody waits for anybody.
    static func next(prefix: String, in batch: Batch) throws -> Queued<Drawn> {
        try batch.query(
            """
            INSERT INTO order_numbers DEFAULT VALUES
            RETURNING $1 || CAST(id AS TEXT),
              CASE WHEN EXISTS (SELECT 1 FROM orders WHERE number = $1 || CAST(order_numbers.id AS TEXT)) THEN 1 ELSE 0 END
            """,
            prefix
        ) { row in Drawn(number: try row.get(0), isTaken: try row.get(1)) }.map { $0[0] }
    }

    /// The first one from `drawn` on that no order has. Those that others have are counted too, whatever becomes of the
    /// transaction where transactions run side by side: they are not looked at again.
    static func free(_ drawn: Drawn, prefix: String, in tx: Transaction) throws -> String {
        var drawn = drawn
        while drawn.isTaken { drawn = try tx.together { batch in try next(prefix: prefix, in: batch) } }
        return drawn.number
    }

    private static func isTaken(_ number: String, in tx: Transaction) throws -> Bool {
        try tx.first("SELECT id FROM orders WHERE number = $1", number) { try $0.get(0, as: Order.ID.self) } != nil
    }
}

/// The name of a buyer as orders are searched by it: in small letters, whole and the last name alone.
struct BuyerName {
    let whole: String?
    let last: String?

    /// Of who has no name, their company's.
    init(_ address: Address?) {
        guard let first = address?.firstName, let last = address?.lastName else {
            whole = (address?.firstName ?? address?.lastName ?? address?.company).map(Self.key)
            last = nil
            return
        }
        whole = Self.key("\(first) \(last)")
        self.last = Self.key(last)
    }

    static func key(_ text: String) -> String { text.trimmed().lowercased().composed() }
}
