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

    /// The next one. It is counted by inserting a row: nobody waits for anybody.
    static func next(prefix: String, in batch: Batch) throws -> Queued<String> {
        try batch.insert("INSERT INTO order_numbers DEFAULT VALUES RETURNING id")
            .map { prefix + String($0) }
    }

    /// Gives `insert` a number, and the next one as long as an order has it already: one that was made elsewhere and brought
    /// here, or by a plugin.
    /// - Throws: ``StoreError`` `.conflict` on PostgreSQL, whose transaction is lost with the refused row: it is run anew, and
    ///   the number is not given again.
    static func inserting<Value>(
        _ number: String,
        prefix: String,
        in tx: Transaction,
        _ insert: (String) throws -> Value
    ) throws -> (String, Value) {
        var number = number
        while true {
            do {
                return (number, try insert(number))
            } catch let error as StoreError where error.code == .unique {
                guard tx.engine == .sqlite else {
                    throw StoreError(.conflict, "the order number \(number) is taken; take the next")
                }
                guard try isTaken(number, in: tx) else { throw error }
                number = try tx.together { batch in try next(prefix: prefix, in: batch) }
            }
        }
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
