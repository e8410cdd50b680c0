import TotemPluginKit

/// What cards know of people: who bought one, and for whom it is.
enum People {
    /// Cards of each kind.
    private static let largestCount: Int64 = 100
    /// Bytes of JSON that an export has room for, with something to spare.
    private static let largestExport = 900 * 1024

    /// `customer.exporting`
    static func export(_ call: Call, _ event: CustomerEvent) throws {
        let customer = event.customer
        let bought = try call.query(
            """
            SELECT id FROM gift_cards WHERE user_id = $1
            UNION SELECT id FROM gift_cards WHERE user_id IS NULL
              AND order_id IN (SELECT id FROM v1_order_contacts WHERE email = $2)
            ORDER BY id DESC LIMIT $3
            """,
            customer.id,
            customer.email,
            largestCount
        ) { $0.integer(0) }
        let received = try call.query(
            "SELECT id FROM gift_cards WHERE recipient_email = $1 ORDER BY id DESC LIMIT $2",
            customer.email.lowercased(),
            largestCount
        ) { $0.integer(0) }
        guard !bought.isEmpty || !received.isEmpty else { return }
        var room = largestExport
        var known = JSONObject()
        for (name, ids) in [("bought", bought), ("received", received)] {
            known.add(name, try ids.map { try IssuedCard.read($0, code: nil, call).json }.fitting(&room))
        }
        try call.extend(customer.id, json: known.text)
    }

    /// `customer.erasing`: the money stays with who has the code, and the statement without who was meant, also in words of the staff's. Orders that a guest
    /// has made with the same e-mail are the customer's, too.
    static func erase(_ call: Call, _ event: CustomerEvent) throws {
        let customer = event.customer
        let cards = try call.query(
            """
            UPDATE gift_cards SET recipient_name = NULL, recipient_email = NULL, message = NULL
            WHERE user_id = $1 OR recipient_email = $2
              OR (user_id IS NULL AND order_id IN (SELECT id FROM v1_order_contacts WHERE email = $3))
            RETURNING id
            """,
            customer.id,
            customer.email.lowercased(),
            customer.email
        ) { $0.integer(0) }
        try call.execute(
            "UPDATE gift_card_movements SET reason = NULL WHERE gift_card_id = ANY($1) AND reason IS NOT NULL",
            SQLList(cards)
        )
        try call.execute("UPDATE gift_cards SET user_id = NULL WHERE user_id = $1", customer.id)
        try call.execute("UPDATE gift_card_movements SET user_id = NULL WHERE user_id = $1", customer.id)
    }
}
