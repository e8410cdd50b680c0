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

    /// What the shop knows of who was deleted at Stripe, or is about to be.
    static func forget(_ customer: String, _ call: Call) throws {
        try call.execute("DELETE FROM stripe_customers WHERE customer_id = $1", customer)
    }

    /// `customer.erasing`: at Stripe, too, where the cards are, as soon as this is committed.
    static func erase(_ call: Call, _ event: CustomerEvent) throws {
        let user = event.customer.id
        if let customer = try customer(of: user, call) { try forgetAtStripe(customer, call) }
        try call.execute(
            "UPDATE stripe_payments SET user_id = NULL, customer_id = NULL, payment_method = NULL WHERE user_id = $1",
            user
        )
    }

    /// `plugin.enabled`: who was erased while the plugin was off.
    static func catchUp(_ call: Call, _ event: PluginEvent) throws {
        let erased = try call.query("SELECT customer_id FROM stripe_customers WHERE user_id IS NULL ORDER BY id") {
            $0.text(0)
        }
        for customer in erased { try forgetAtStripe(customer, call) }
        try call.execute(
            """
            UPDATE stripe_payments SET customer_id = NULL, payment_method = NULL
            WHERE user_id IS NULL AND customer_id IS NOT NULL
            """
        )
    }

    private static func forgetAtStripe(_ customer: String, _ call: Call) throws {
        var json = JSONObject()
        json.add("customer", customer)
        try call.enqueue("forget", json: json.text, key: customer)
        try forget(customer, call)
    }

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

    /// The job `forget`: deletes a customer at Stripe, with what they have saved.
    static func forget(_ call: Call, _ run: JobRun) throws {
        let customer = try JSONValue(text: run.json).text("customer")
        guard let stripe = StripeClient(call) else {
            throw Unclear("there is no secret_key: \(customer) is kept there")
        }
        do {
            let _: StripeObject = try stripe.delete("/v1/customers/\(customer)")
        } catch let refusal as StripeRefusal where refusal.status == 404 {
            // They are gone already.
        } catch let refusal as StripeRefusal {
            throw Unclear(refusal.description)
        }
    }
}
