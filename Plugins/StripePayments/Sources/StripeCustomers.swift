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

    /// Stripe does not know them: deleted there, or of another account.
    static func forget(_ customer: String, _ call: Call) throws {
        try call.execute("DELETE FROM stripe_customers WHERE customer_id = $1", customer)
    }

    /// `customer.erasing`: at Stripe, too, where the cards are, as soon as this is committed.
    static func erase(_ call: Call, _ event: CustomerEvent) throws {
        let user = event.customer.id
        if let customer = try customer(of: user, call) {
            try call.enqueue("forget", json: try json(["customer": customer]), key: customer)
        }
        try call.execute("DELETE FROM stripe_customers WHERE user_id = $1", user)
        try call.execute(
            "UPDATE stripe_payments SET user_id = NULL, customer_id = NULL, payment_method = NULL WHERE user_id = $1",
            user
        )
    }

    /// `customer.exporting`
    static func export(_ call: Call, _ event: CustomerEvent) throws {
        let user = event.customer.id
        let payments = try call.query(
            "SELECT intent_id FROM stripe_payments WHERE user_id = $1 AND intent_id IS NOT NULL ORDER BY id",
            user
        ) { $0.text(0) }
        let data = ExportedCustomer(customer: try customer(of: user, call), payments: payments)
        guard data.customer != nil || !payments.isEmpty else { return }
        try call.extend(user, json: try json(data))
    }

    /// The job `forget`: deletes a customer at Stripe, with what they have saved.
    static func forget(_ call: Call, _ run: JobRun) throws {
        guard let customer = [String: String](json: Array(run.json.utf8))?["customer"] else { return }
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

private struct ExportedCustomer: Encodable {
    let customer: String?
    let payments: [String]

    enum CodingKeys: String, CodingKey {
        case customer = "stripe_customer"
        case payments = "stripe_payments"
    }
}
