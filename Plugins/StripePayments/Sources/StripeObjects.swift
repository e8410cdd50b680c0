import TotemPluginKit

/// What Stripe answers with: of each, what this plugin looks at.
protocol StripeAnswer {
    /// - Throws: when it is something else.
    init(_ json: JSONValue) throws(JSONError)
}

extension StripeAnswer {
    /// Nil when it is no JSON, or something else.
    init?(json: [UInt8]) {
        guard let answer = try? Self(JSONValue(bytes: json)) else { return nil }
        self = answer
    }
}

/// A payment.
struct PaymentIntent: StripeAnswer {
    let id: String
    /// `requires_payment_method`, `requires_confirmation`, `requires_action`, `processing`, `requires_capture`, `succeeded`,
    /// `canceled`
    let status: String
    let amount: Int64
    /// What was taken.
    let amountReceived: Int64?
    let currency: String
    let clientSecret: String?
    let paymentMethod: String?
    /// The shop's key of the payment.
    let payment: String?
    let lastPaymentError: StripeProblem?

    init(_ json: JSONValue) throws(JSONError) {
        id = try json.text("id")
        status = try json.text("status")
        amount = try json.integer("amount")
        amountReceived = try json.optionalInteger("amount_received")
        currency = try json.text("currency")
        clientSecret = try json.optionalText("client_secret")
        paymentMethod = try json.optionalText("payment_method")
        payment = try json.optionalMember("metadata")?.optionalText("payment")
        lastPaymentError = try json.optional("last_payment_error")
    }
}

/// Money that Stripe gives back.
struct StripeRefund: StripeAnswer {
    let id: String
    /// `pending`, `requires_action`, `succeeded`, `failed`, `canceled`
    let status: String
    /// The shop's key of it.
    let operation: String?
    let failureReason: String?

    init(_ json: JSONValue) throws(JSONError) {
        id = try json.text("id")
        status = try json.text("status")
        operation = try json.optionalMember("metadata")?.optionalText("operation")
        failureReason = try json.optionalText("failure_reason")
    }
}

/// A card that a customer has saved.
struct SavedMethod: StripeAnswer {
    struct Card: StripeAnswer {
        let brand: String
        let last4: String
        let expMonth: Int64
        let expYear: Int64

        init(_ json: JSONValue) throws(JSONError) {
            brand = try json.text("brand")
            last4 = try json.text("last4")
            expMonth = try json.integer("exp_month")
            expYear = try json.integer("exp_year")
        }
    }

    let id: String
    let customer: String?
    let card: Card?

    init(_ json: JSONValue) throws(JSONError) {
        id = try json.text("id")
        customer = try json.optionalText("customer")
        card = try json.optional("card")
    }
}

/// Something that has an id and nothing else that matters here.
struct StripeObject: StripeAnswer {
    let id: String

    init(_ json: JSONValue) throws(JSONError) { id = try json.text("id") }
}

struct StripeList<Element: StripeAnswer>: StripeAnswer {
    let data: [Element]
    let hasMore: Bool

    init(_ json: JSONValue) throws(JSONError) {
        var data: [Element] = []
        for element in try json.member("data").elements() { data.append(try Element(element)) }
        self.data = data
        hasMore = try json.bool("has_more")
    }
}

/// Why Stripe did not do something, or a payment failed.
struct StripeProblem: StripeAnswer {
    let type: String?
    let code: String?
    let declineCode: String?
    /// The parameter that is wrong.
    let param: String?
    /// In English, for developers or for the buyer.
    let message: String?

    init(_ json: JSONValue) throws(JSONError) {
        type = try json.optionalText("type")
        code = try json.optionalText("code")
        declineCode = try json.optionalText("decline_code")
        param = try json.optionalText("param")
        message = try json.optionalText("message")
    }
}

struct StripeErrorBody: StripeAnswer {
    let error: StripeProblem

    init(_ json: JSONValue) throws(JSONError) { error = try StripeProblem(json.member("error")) }
}

/// What a webhook tells: that something became of an object.
struct StripeEvent: StripeAnswer {
    let type: String
    /// The payment that it is about; nil when it is about none.
    let intent: String?
    /// Whether it is what no shop undoes by itself: a dispute, or a refund that has failed, which may have been done before. The money is
    /// with the shop then, and the buyer waits for it.
    let needsPeople: Bool

    init(_ json: JSONValue) throws(JSONError) {
        _ = try json.text("id")
        type = try json.text("type")
        let object = try json.member("data").member("object")
        // There are objects without an id; charges, refunds and disputes name their payment.
        let id = try object.optionalText("id")
        let payment = try object.optionalText("payment_intent")
        intent = try object.optionalText("object") == "payment_intent" ? id : payment
        let hasFailed = try object.optionalMember("status") == .string("failed")
        needsPeople =
            type.hasPrefix("charge.dispute.") || type == "refund.failed" || type == "refund.updated" && hasFailed
    }
}

extension JSONValue {
    fileprivate func optional<Answer: StripeAnswer>(_ name: String) throws(JSONError) -> Answer? {
        guard let member = try optionalMember(name) else { return nil }
        return try Answer(member)
    }
}
