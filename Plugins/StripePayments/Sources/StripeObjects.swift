import FoundationEssentials

/// What Stripe tells of a payment: of a PaymentIntent, what this plugin looks at.
struct PaymentIntent: Decodable {
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
    let metadata: [String: String]?
    let lastPaymentError: StripeProblem?

    enum CodingKeys: String, CodingKey {
        case id, status, amount, currency, metadata
        case amountReceived = "amount_received"
        case clientSecret = "client_secret"
        case paymentMethod = "payment_method"
        case lastPaymentError = "last_payment_error"
    }
}

/// Money that Stripe gives back.
struct StripeRefund: Decodable {
    let id: String
    /// `pending`, `requires_action`, `succeeded`, `failed`, `canceled`
    let status: String
    let metadata: [String: String]?
    let failureReason: String?

    enum CodingKeys: String, CodingKey {
        case id, status, metadata
        case failureReason = "failure_reason"
    }
}

/// A card that a customer has saved.
struct SavedMethod: Decodable {
    struct Card: Decodable {
        let brand: String
        let last4: String
        let expMonth: Int
        let expYear: Int

        enum CodingKeys: String, CodingKey {
            case brand, last4
            case expMonth = "exp_month"
            case expYear = "exp_year"
        }
    }

    let id: String
    let customer: String?
    let card: Card?
}

/// Something that has an id and nothing else that matters here.
struct StripeObject: Decodable {
    let id: String
}

struct StripeList<Element: Decodable>: Decodable {
    let data: [Element]
    let hasMore: Bool

    enum CodingKeys: String, CodingKey {
        case data
        case hasMore = "has_more"
    }
}

/// Why Stripe did not do something, or a payment failed.
struct StripeProblem: Decodable {
    let type: String?
    let code: String?
    let declineCode: String?
    /// The parameter that is wrong.
    let param: String?
    /// In English, for developers or for the buyer.
    let message: String?

    enum CodingKeys: String, CodingKey {
        case type, code, param, message
        case declineCode = "decline_code"
    }
}

struct StripeErrorBody: Decodable {
    let error: StripeProblem
}

/// What a webhook tells: that something became of an object.
struct StripeEvent: Decodable {
    struct Body: Decodable {
        let object: Subject
    }

    struct Subject: Decodable {
        /// There are objects without.
        let id: String?
        let object: String?
        /// Of charges, refunds and disputes.
        let paymentIntent: String?

        enum CodingKeys: String, CodingKey {
            case id, object
            case paymentIntent = "payment_intent"
        }
    }

    let id: String
    let type: String
    let data: Body

    /// The payment that it is about; nil when it is about none.
    var intent: String? { data.object.object == "payment_intent" ? data.object.id : data.object.paymentIntent }
}

extension Decodable {
    /// Nil when it is no JSON, or not of this shape.
    init?(json: [UInt8]) {
        guard let value = try? JSONDecoder().decode(Self.self, from: Data(json)) else { return nil }
        self = value
    }
}

/// JSON text of what this plugin answers.
func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
}
