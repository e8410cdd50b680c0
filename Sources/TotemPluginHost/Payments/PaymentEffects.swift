internal import CTotem
internal import TotemKernel

/// What a provider has said of a payment.
enum PaymentSaid: Sendable {
    case authorized(String)
    case captured(String)
    case pending
    case action(JSONValue)
    case declined(String)
    case unknown
    case done

    /// What became of a payment.
    /// - Throws: when it says something else.
    func result() throws -> PaymentResult {
        switch self {
        case .authorized(let transaction): .authorized(transaction: transaction)
        case .captured(let transaction): .captured(transaction: transaction)
        case .pending: .pending
        case .action(let action): .action(action)
        case .declined(let reason): .declined(reason: reason)
        case .unknown, .done: throw OutsideFailure("its answer is none to this question")
        }
    }

    /// Whether something was done with a payment.
    /// - Throws: when it says something else.
    func answer() throws -> ProviderAnswer {
        switch self {
        case .done: .done
        case .pending: .pending
        case .declined(let reason): .declined(reason: reason)
        case .authorized, .captured, .action, .unknown: throw OutsideFailure("its answer is none to this question")
        }
    }
}

/// The answer of a `payment.…` hook, which is given once.
final class PaymentEffects: HookEffects {
    private let point: HookPoint
    private var said: PaymentSaid?
    private var hasContradicted = false

    init(of point: HookPoint) {
        self.point = point
    }

    func endTurn(_ turn: HookTurnOutcome) -> Bool { false }

    /// - Throws: ``OutsideFailure`` when there is none, or more than one.
    func answer() throws -> PaymentSaid {
        guard !hasContradicted else { throw OutsideFailure("it has answered twice") }
        guard let said else { throw OutsideFailure("it has not answered with totem_answer_payment") }
        return said
    }

    /// - Returns: false for a second answer.
    fileprivate func say(_ new: PaymentSaid) -> Bool {
        guard said == nil else {
            hasContradicted = true
            return false
        }
        said = new
        return true
    }

    /// Whether the hook has such an outcome.
    fileprivate func allows(_ outcome: Int) -> Bool {
        switch outcome {
        case TOTEM_PAYMENT_PENDING, TOTEM_PAYMENT_DECLINED: true
        case TOTEM_PAYMENT_DONE: [.paymentCapture, .paymentVoid, .paymentRefund].contains(point)
        case TOTEM_PAYMENT_UNKNOWN: point == .paymentRetrieve
        case TOTEM_PAYMENT_AUTHORIZED, TOTEM_PAYMENT_CAPTURED, TOTEM_PAYMENT_ACTION:
            [.paymentAuthorize, .paymentConfirm, .paymentRetrieve].contains(point)
        default: false
        }
    }
}

extension CallFrame {
    private static let largestAction = 16 * 1024

    func answerPayment(_ pointer: UnsafePointer<totem_payment_answer>?) -> totem_status {
        guard let effects = effects(.answerPayment, PaymentEffects.self) else { return HostTable.misuse }
        guard let raw = totem_payment_answer.read(pointer) else {
            return refuse(TOTEM_INVALID, "an answer needs its size: {.size = sizeof(totem_payment_answer), …}")
        }
        guard effects.allows(Int(raw.outcome)) else {
            return refuse(TOTEM_INVALID, "the outcome \(raw.outcome) is none of \(place.name)")
        }
        guard let said = said(raw) else { return totem_status(TOTEM_INVALID) }
        guard effects.say(said) else {
            return refuse(TOTEM_MISUSE, "\(place.name) was answered already: two answers are none")
        }
        return HostTable.ok
    }

    private func said(_ raw: totem_payment_answer) -> PaymentSaid? {
        switch Int(raw.outcome) {
        case TOTEM_PAYMENT_AUTHORIZED: transaction(raw).map(PaymentSaid.authorized)
        case TOTEM_PAYMENT_CAPTURED: transaction(raw).map(PaymentSaid.captured)
        case TOTEM_PAYMENT_PENDING: .pending
        case TOTEM_PAYMENT_ACTION: action(raw).map(PaymentSaid.action)
        case TOTEM_PAYMENT_DECLINED: text(raw.reason, atMost: 500, "the reason").map { .declined($0.composed()) }
        case TOTEM_PAYMENT_UNKNOWN: .unknown
        default: .done
        }
    }

    private func transaction(_ raw: totem_payment_answer) -> String? {
        text(raw.transaction_id, atMost: 255, "the transaction_id")
    }

    private func action(_ raw: totem_payment_answer) -> JSONValue? {
        guard let text = text(raw.action, atMost: Self.largestAction, "the action") else { return nil }
        do {
            return try JSONValue(text: text)
        } catch {
            lastError = "the action is no JSON: \(error)"
            return nil
        }
    }

    private func text(_ raw: totem_str, atMost limit: Int, _ what: String) -> String? {
        if let text = raw.exactString(atMost: limit), !text.isEmpty { return text }
        lastError = "\(what) is 1 to \(limit) bytes of UTF-8"
        return nil
    }
}
