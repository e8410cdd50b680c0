import TotemStore

/// Taking a buyer out of orders. What was sold, when and for how much stays, and the country for the taxes; whatever names or
/// describes a person goes: e-mail, addresses, notes, comments, properties, and what plugins and clients have added.
extension OrderStore {
    /// The next orders of a user, and of those that guests have made with the user's e-mail, by id.
    static func next(_ count: Int, of user: User, after last: Order.ID?, in tx: Transaction) throws -> [Order.ID] {
        try tx.query(
            """
            SELECT id FROM orders WHERE user_id = $1 AND id > $3
            UNION ALL SELECT id FROM orders WHERE email = $2 AND user_id IS NULL AND id > $3
            ORDER BY 1 LIMIT $4
            """,
            user.id,
            user.email,
            last?.value ?? 0,
            count
        ) { row in try row.get(0) }
    }

    /// The carts that the orders were made of, as far as they are kept.
    static func carts(ofOrders orders: SQLList, in tx: Transaction) throws -> [Cart.ID] {
        try tx.query("SELECT cart_id FROM orders WHERE id = ANY($1) AND cart_id IS NOT NULL", orders) { row in
            try row.get(0)
        }
    }

    static func eraseBuyer(ofOrders orders: SQLList, in tx: Transaction) throws {
        try tx.execute(
            """
            UPDATE orders SET email = NULL, note = NULL, buyer_name = NULL, buyer_last_name = NULL, metadata = NULL
            WHERE id = ANY($1)
            """,
            orders
        )
        try tx.execute(
            """
            UPDATE order_addresses SET first_name = NULL, last_name = NULL, company = NULL, phone = NULL, tax_id = NULL,
              address_line1 = '', address_line2 = NULL, city = '', state = NULL, postal_code = NULL
            WHERE id IN (SELECT shipping_address_id FROM orders WHERE id = ANY($1)
                         UNION SELECT billing_address_id FROM orders WHERE id = ANY($1))
            """,
            orders
        )
        try tx.execute("UPDATE order_items SET properties = NULL WHERE order_id = ANY($1)", orders)
        try tx.execute("UPDATE order_status_history SET comment = '' WHERE order_id = ANY($1)", orders)
        try tx.execute("UPDATE order_holds SET reason = '' WHERE order_id = ANY($1)", orders)
        try tx.execute("DELETE FROM order_notes WHERE order_id = ANY($1)", orders)
    }
}
