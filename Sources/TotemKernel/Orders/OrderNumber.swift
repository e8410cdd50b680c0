import TotemStore

/// What people call an order: the prefix of the settings, and a number that grows. Numbers of orders that came to nothing may
/// be left out.
enum OrderNumber {
    /// The next one. It is counted by inserting a row: nobody waits for anybody.
    static func next(prefix: String, in tx: Transaction) throws -> Pending<String> {
        try tx.insertLater("INSERT INTO order_numbers DEFAULT VALUES RETURNING id").map { prefix + String($0) }
    }

    /// - Throws: ``KernelError`` `order-number-taken` where an order with this number is there already.
    static func inserting<Value>(_ number: String, _ insert: () throws -> Value) throws -> Value {
        do {
            return try insert()
        } catch let error as StoreError where error.code == .unique {
            throw KernelError(
                .conflict,
                "order-number-taken",
                "There is an order with the number \(number) already; give this one another."
            )
        }
    }
}

/// The name of a buyer as orders are searched by it: in small letters, whole and the last name alone.
struct BuyerName {
    let whole: String?
    let last: String?

    /// Of who has no name, their company's.
    init(_ address: Address?) {
        let names = [address?.firstName, address?.lastName].compactMap(\.self).filter { !$0.isEmpty }
        let whole = names.isEmpty ? address?.company : names.joined(separator: " ")
        self.whole = whole.map(Self.key)
        last = names.count == 2 ? names.last.map(Self.key) : nil
    }

    static func key(_ text: String) -> String { text.trimmed().lowercased() }
}
