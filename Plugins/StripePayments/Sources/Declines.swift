/// Why a payment failed, in words for the buyer. Stripe's own codes are for the shop, and some must not be told: who is told that a
/// card is reported as stolen learns that it is worth trying elsewhere.
///
/// https://docs.stripe.com/declines/codes, https://docs.stripe.com/error-codes
enum Declines {
    static let general = "The card was declined. Ask your bank, or pay in another way."
    static let notMade = "The payment was not made. Try again, or pay in another way."
    static let unavailable = "Card payments are not available at the moment. Pay in another way, or try again later."

    static let notUsable = "The card could not be used. Enter it again, or pay in another way."

    static func words(for problem: StripeProblem) -> String {
        if let code = problem.declineCode, let words = byDeclineCode[code] { return words }
        if let code = problem.code, let words = byCode[code] { return words }
        return problem.type == "invalid_request_error" && problem.code != "card_declined" ? notUsable : general
    }

    static func words(forCode code: String) -> String? { byCode[code] }

    private static let byDeclineCode: [String: String] = [
        "insufficient_funds": "The card has too little money for this payment.",
        "withdrawal_count_limit_exceeded": "The card's limit is reached. Pay with another card.",
        "card_velocity_exceeded": "The card's limit is reached. Pay with another card.",
        "expired_card": "The card has expired.",
        "incorrect_number": "The card's number is wrong.",
        "invalid_number": "The card's number is wrong.",
        "incorrect_cvc": "The card's security code is wrong.",
        "invalid_cvc": "The card's security code is wrong.",
        "incorrect_zip": "The postal code does not fit the card.",
        "incorrect_address": "The address does not fit the card.",
        "invalid_expiry_month": "The month in which the card expires is wrong.",
        "invalid_expiry_year": "The year in which the card expires is wrong.",
        "invalid_amount": "The card can't pay this amount. Ask your bank, or pay in another way.",
        "card_not_supported": "This kind of card is not taken for this. Pay with another card.",
        "currency_not_supported": "The card can't pay in this currency. Pay with another card.",
        "authentication_required": "Your bank wants you to confirm the payment. Try again, and confirm it.",
        "approve_with_id": "The payment could not be authorized. Try again, or ask your bank.",
        "issuer_not_available": "The card's bank can't be reached at the moment. Try again.",
        "processing_error": "The card could not be processed. Try again.",
        "reenter_transaction": "The card could not be processed. Try again.",
        "try_again_later": "The card could not be processed. Try again.",
        "duplicate_transaction": "The same payment was made a moment ago. Look whether you have ordered already.",
        "pin_try_exceeded": "The card's PIN was wrong too often. Pay with another card.",
    ]

    private static let byCode: [String: String] = [
        "expired_card": "The card has expired.",
        "incorrect_number": "The card's number is wrong.",
        "invalid_number": "The card's number is wrong.",
        "incorrect_cvc": "The card's security code is wrong.",
        "invalid_cvc": "The card's security code is wrong.",
        "incorrect_zip": "The postal code does not fit the card.",
        "invalid_expiry_month": "The month in which the card expires is wrong.",
        "invalid_expiry_year": "The year in which the card expires is wrong.",
        "insufficient_funds": "The card has too little money for this payment.",
        "balance_insufficient": "The shop's account at Stripe has too little money at the moment.",
        "processing_error": "The card could not be processed. Try again.",
        "authentication_required": "Your bank wants you to confirm the payment. Try again, and confirm it.",
        "payment_intent_authentication_failure": "You have not confirmed the payment to your bank. Try again.",
        "amount_too_small": "The order costs too little to be paid by card.",
        "amount_too_large": "The order costs too much to be paid by card.",
        "currency_not_supported": "The card can't pay in this currency. Pay with another card.",
        "payment_method_unexpected_state": notUsable,
        "charge_already_refunded": "All of it was given back already.",
        "charge_disputed": "The buyer has disputed the payment with their bank, so it can't be given back.",
        "charge_expired_for_capture": "The authorization has expired: the money is not reserved any more.",
        "refund_disputed_payment": "The buyer has disputed the payment with their bank, so it can't be given back.",
    ]
}
