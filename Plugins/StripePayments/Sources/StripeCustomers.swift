import TotemPluginKit

/// Who the shop's customers are at Stripe: made for the first one who saves a card, and gone with the customer.
enum StripeCustomers {
    static func customer(of user: Int64, _ call: Call) throws -> String? {
        try call.first("SELECT customer_id FROM stripe_customers WHERE user_id = $1", user) { $0.text(0) }
    }

    /// - Returns: who it is: somebody else may have been made meanwhile.
    /// - Throws: ``Unclear`` for what is no name.
    static func keep(_ customer: String, of user: Int64, _ call: Call) throws -> String {
        guard StripeID.isPlain(customer) else { throw Unclear("Stripe has answered with a customer without a name") }
        try call.execute(
            """
            INSERT INTO stripe_customers (user_id, customer_id, created_at) VALUES ($1, $2, $3)
            ON CONFLICT (user_id) DO NOTHING
            """,
            user,
            customer,
            call.now
        )
        return try self.customer(of: user, call) ?? customer
    }

    /// What the shop knows of who was deleted at Stripe.
    static func forget(_ customer: String, _ call: Call) throws {
        try call.execute("DELETE FROM stripe_customers WHERE customer_id = $1", customer)
    }

    /// `customer.erasing`: at Stripe, too, where the cards are, as soon as this is committed. The row stays until that is done, without
    /// the user.
    static func erase(_ call: Call, _ event: CustomerEvent) throws {
        let user = event.customer.id
        if try call.execute("UPDATE stripe_customers SET user_id = NULL WHERE user_id = $1", user) > 0 {
            try enqueueForgetting(call)
        }
        try call.execute(
            "UPDATE stripe_payments SET user_id = NULL, customer_id = NULL, payment_method = NULL WHERE user_id = $1",
            user
        )
    }

    /// `plugin.enabled`: who was erased while the plugin was off.
    static func catchUp(_ call: Call, _ event: PluginEvent) throws {
        try enqueueForgetting(call)
        try call.execute(
            """
            UPDATE stripe_payments SET customer_id = NULL, payment_method = NULL
            WHERE user_id IS NULL AND customer_id IS NOT NULL
            """
        )
    }

    private static func enqueueForgetting(_ call: Call) throws { try call.enqueue("forget", key: "forget") }

    /// `customer.exporting`
    static func export(_ call: Call, _ event: CustomerEvent) throws {
        let user = event.customer.id
        let payments = try call.query(
            "SELECT intent_id FROM stripe_payments WHERE user_id = $1 AND intent_id IS NOT NULL ORDER BY id",
            user
        ) { $0.text(0) }
        let customer = try customer(of: user, call)
        guard customer != nil || !payments.isEmpty else { return }
        var json = JSONObject()
        if let customer { json.add("stripe_customer", customer) }
        json.add("stripe_payments", payments)
        try call.extend(user, json: json.text)
    }

    /// The job `forget`: deletes at Stripe who was erased here, with what they have saved. It is tried again every day for as long as
    /// Stripe, or a missing key, is in the way.
    static func forgetErased(_ call: Call, _ run: JobRun) throws {
        while let customer = try call.transaction(nextErased) {
            guard let stripe = StripeClient(call) else {
                throw Unclear("there is no secret_key: \(customer) is kept at Stripe")
            }
            do {
                let _: StripeObject = try stripe.delete("/v1/customers/\(customer)")
            } catch let refusal as StripeRefusal where refusal.status == 404 {
                // They are gone already.
            } catch let refusal as StripeRefusal {
                throw Unclear(refusal.description)
            }
            try call.transaction { call in try forget(customer, call) }
        }
    }

    private static func nextErased(_ call: Call) throws -> String? {
        try call.first("SELECT customer_id FROM stripe_customers WHERE user_id IS NULL ORDER BY id LIMIT 1") { row in
            row.text(0)
        }
    }
}
