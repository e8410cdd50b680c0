public import TotemStore

/// What became of a payment by a provider, as those see it who asked for it.
public enum PaymentOutcome: Sendable {
    /// The money is there.
    case settled(Order)
    /// Nothing is decided: the buyer must do something, or the provider has not said.
    case waiting(Order)
    /// There is no money, and the order holds nothing any more.
    case failed(Order, reason: String)

    /// With what plugins add to its order for who asks.
    public func extended(in tx: Transaction, _ context: RequestContext) throws -> PaymentOutcome {
        switch self {
        case .settled(let order): .settled(try order.extended(in: tx, context))
        case .waiting(let order): .waiting(try order.extended(in: tx, context))
        case .failed: self
        }
    }

    init(of payment: Payment.ID, _ order: Order) throws(KernelError) {
        guard let payment = order.payments.first(where: { $0.id == payment }) else {
            throw .notFound("payment \(payment) of order \(order.id)")
        }
        switch payment.status {
        case .pending where order.status != .cancelled: self = .waiting(order)
        case .pending, .voided: self = .failed(order, reason: "The order was cancelled.")
        case .failed: self = .failed(order, reason: payment.failure ?? "The payment failed.")
        case .authorized, .partiallyCaptured, .captured, .partiallyRefunded, .refunded:
            // What says why it goes back is not kept.
            let isKept = order.status != .cancelled && payment.failure == nil
            self = isKept ? .settled(order) : .failed(order, reason: payment.failure ?? "The order was cancelled.")
        }
    }

    public var order: Order {
        switch self {
        case .settled(let order), .waiting(let order), .failed(let order, _): order
        }
    }
}

/// Writes what became of a payment by a provider: the second of a checkout's two commits.
struct SettlePayment {
    /// As it was when the provider was asked.
    let asked: OutstandingPayment
    /// From one question to the next, when nothing is decided.
    let patience: Duration
    private let change: OrderChange
    private let payment: Payment

    init(_ asked: OutstandingPayment, patience: Duration, in tx: Transaction, _ context: RequestContext) throws {
        self.asked = asked
        self.patience = patience
        if let cart = asked.cart { try CartStore.hold(cart, in: tx) }
        change = try OrderChange(factOf: asked.order, in: tx, context)
        payment = try change.payment(asked.id)
    }

    /// Whoever else was quicker, the same news change nothing more.
    func write(_ news: PaymentNews) throws -> PaymentOutcome {
        let isDue = try change.order.leftToPay().amount >= payment.amount.amount
        switch PaymentStep.next(payment.status, of: change.order.status, isDue: isDue, after: news) {
        case .settle(let transaction, let isCaptured): try settle(transaction, isCaptured)
        case .wait(let action): try wait(action)
        case .release(let reason): try release(reason)
        case .giveBack(let transaction, let isCaptured):
            try giveBack(transaction, isCaptured, isCancelled: false, because: lateness)
        case .nothing: break
        }
        return try PaymentOutcome(of: payment.id, change.result())
    }

    private func settle(_ transaction: String, _ isCaptured: Bool) throws {
        if change.order.status == .pending, let veto = try open() {
            return try refuse(transaction, isCaptured, because: veto)
        }
        let paid = try paid(transaction, isCaptured)
        try follow(paid, isCancelled: false, comment: "Paid by \(payment.method)")
        try PaymentStore.settle(paid, in: change.tx)
    }

    /// - Returns: a plugin's veto. One that can't be asked now is no veto: it is tried again.
    private func open() throws -> KernelError? {
        do {
            try change.tx.savepoint { try change.takeIfAgreed(.status(.open), comment: "Payment received") }
            return nil
        } catch let veto as KernelError where veto.kind != .unavailable {
            return veto
        }
    }

    /// The shop does not want the order, so the money goes back.
    private func refuse(_ transaction: String, _ isCaptured: Bool, because veto: KernelError) throws {
        try cancel(veto.detail)
        try giveBack(transaction, isCaptured, isCancelled: true, because: veto.detail)
    }

    private func wait(_ action: JSONValue?) throws {
        let now = change.context.now
        var next = now.adding(patience)
        if let end = change.order.heldUntil, end > now { next = min(next, end) }
        try PaymentStore.wait(payment.id, action: action, until: next, in: change.tx, at: now)
    }

    private func release(_ reason: String) throws {
        guard let failed = payment.after(.fail(reason: reason)) else { return }
        let isPending = change.order.status == .pending
        if isPending { try cancel("Not paid: \(reason)") }
        try follow(failed, isCancelled: isPending, comment: reason)
        try PaymentStore.settle(failed, in: change.tx)
    }

    /// All that it holds is free: its stock, its codes (by the plugins' hooks) and its cart.
    private func cancel(_ comment: String) throws {
        try change.take(.status(.cancelled), comment: comment)
        try OrderStock.giveBackAll(of: change)
        guard let cart = asked.cart else { return }
        try CartStore.reopen(cart, from: asked.order, in: change.tx, at: change.context.now)
    }

    /// It is never kept: what is to be done about it is written with the money itself.
    private func giveBack(
        _ transaction: String,
        _ isCaptured: Bool,
        isCancelled: Bool,
        because reason: String
    ) throws {
        var paid = try paid(transaction, isCaptured)
        paid.failure = reason
        try follow(
            paid,
            isCancelled: isCancelled,
            comment: "Paid by \(payment.method), to go back: \(reason)"
        )
        try PaymentStore.settle(paid, in: change.tx)
        let operation = NewPaymentOperation(
            payment: payment.id,
            kind: isCaptured ? .refund : .void,
            amount: payment.amount.amount,
            reason: reason,
            isOwed: true
        )
        let now = change.context.now
        try PaymentOperations.insert(operation, busyUntil: now, in: change.tx, at: now)
        let data = EventData().adding("order", change.order.id.value)
        try Outbox.append(.paymentLate, payment.id.value, data, in: change.tx, at: now)
    }

    private var lateness: String {
        if change.order.status == .cancelled { return "It came when the order was cancelled already" }
        if payment.status == .failed { return "It came when it had been given up already" }
        return "It came when the order had been paid in another way, in full or in part"
    }

    private func paid(_ transaction: String, _ isCaptured: Bool) throws(KernelError) -> Payment {
        let authorized = payment.after(.authorize(transaction: transaction))
        let paid = isCaptured ? authorized?.after(.capture(payment.amount.amount)) : authorized
        guard let paid else {
            throw KernelError(.conflict, "illegal-payment-state", "The payment \(payment.id) is settled.")
        }
        return paid
    }

    /// Lets the order's state follow from the payment as it is now.
    /// - Parameter isCancelled: whether this has cancelled the order: then what plugins' tenders have paid goes back.
    private func follow(_ payment: Payment, isCancelled: Bool, comment: String) throws {
        let payments = change.payments(with: payment)
        guard isCancelled else { return try change.follow(payments, comment: comment) }
        let (after, parts) = OrderTransitions.givingBack(payments)
        try change.follow(after, comment: comment)
        for (old, new) in zip(change.order.payments, after) where new != old && new.id != payment.id {
            try PaymentStore.save(new, was: old, of: change.order.id, in: change.tx)
        }
        try change.write(refundOf: parts, reason: comment)
    }
}
