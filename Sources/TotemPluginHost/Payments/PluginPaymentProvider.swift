internal import CTotem
internal import Logging
internal import TotemKernel

/// A plugin as the kernel's payment provider, in one request: each of its functions is a hook, which runs outside of transactions.
struct PluginPaymentProvider: PaymentProvider {
    let plugin: ActivePlugin
    let method: RegisteredPaymentMethod
    let services: OutsideServices
    let context: RequestContext
    let log: Logger

    var name: String { "\(plugin.name).\(method.name)" }
    var title: String { method.title }

    /// The longest that the manifest gives one of its hooks.
    var patience: Duration {
        let budgets = plugin.instance.hooks.filter(\.point.isOfPayment).map(\.manifest.budgetMilliseconds)
        return .milliseconds(budgets.max() ?? 0)
    }

    func authorize(_ payment: ProviderPayment) async throws -> PaymentResult {
        try await ask(.paymentAuthorize, payment).result()
    }

    func confirm(_ payment: ProviderPayment) async throws -> PaymentResult {
        let hasHook = plugin.instance.hooks.contains { $0.point == .paymentConfirm }
        return try await ask(hasHook ? .paymentConfirm : .paymentRetrieve, payment).result()
    }

    func retrieve(_ payment: ProviderPayment) async throws -> PaymentResult? {
        let said = try await ask(.paymentRetrieve, payment)
        if case .unknown = said { return nil }
        return try said.result()
    }

    func capture(_ amount: Money, of payment: ProviderPayment, key: String) async throws -> ProviderAnswer {
        try await ask(.paymentCapture, payment, amount, key).answer()
    }

    func void(_ payment: ProviderPayment, key: String) async throws -> ProviderAnswer {
        try await ask(.paymentVoid, payment, nil, key).answer()
    }

    func refund(_ amount: Money, of payment: ProviderPayment, key: String) async throws -> ProviderAnswer {
        try await ask(.paymentRefund, payment, amount, key).answer()
    }

    /// - Parameters:
    ///   - amount: nil: the whole payment.
    ///   - operationKey: of what is to be done with it.
    private func ask(
        _ point: HookPoint,
        _ payment: ProviderPayment,
        _ amount: Money? = nil,
        _ operationKey: String? = nil
    ) async throws -> PaymentSaid {
        guard let registered = plugin.instance.hooks.first(where: { $0.point == point }) else {
            throw OutsideFailure("it has no hook \(point.rawValue)")
        }
        let deadline = ContinuousClock.now + patience
        let question = PaymentQuestion(
            point: point,
            method: method.name,
            payment: payment,
            amount: amount ?? payment.amount,
            operationKey: operationKey
        )
        let hook = ChainedHook(plugin: plugin, registered: registered)
        return try await OutsideTurn(hook: hook, services: services, context: context, log: log)
            .ask(question, on: .payments, until: deadline)
    }
}

extension PluginSet {
    func paymentProviders(for context: RequestContext) -> [any PaymentProvider] {
        plugins.flatMap { plugin in
            plugin.instance.paymentMethods.map { method in
                PluginPaymentProvider(plugin: plugin, method: method, services: outside, context: context, log: log)
            }
        }
    }
}

/// One of the `payment.…` hooks.
struct PaymentQuestion: OutsideQuestion {
    static let points = HookPoint.allCases.filter(\.isOfPayment)

    let point: HookPoint
    let method: String
    let payment: ProviderPayment
    let amount: Money
    let operationKey: String?

    func begin(in payloads: Payloads) throws -> (payload: UnsafeRawPointer, effects: PaymentEffects) {
        var event = totem_payment_event()
        event.size = UInt32(MemoryLayout<totem_payment_event>.size)
        event.currency_digits = UInt32(amount.currency.digits)
        event.method = payloads.put(method)
        event.key = payloads.put(payment.key)
        event.operation_key = payloads.put(operationKey)
        event.amount = amount.amount
        event.currency = payloads.put(amount.currency.code)
        event.order_number = payloads.put(payment.orderNumber)
        let email = payloads.putOfPeople(payment.email)
        event.email = email
        event.transaction_id = payloads.put(payment.transactionID)
        event.details = payloads.put(payment.details?.text())
        event.user_id = payment.userID?.value ?? 0
        let shown = payloads.putOfPeople(event) { $0.email = $1 ? email : totem_str() }
        return (UnsafeRawPointer(shown), PaymentEffects(of: point))
    }

    func answer(_ effects: PaymentEffects) throws -> PaymentSaid { try effects.answer() }
}
