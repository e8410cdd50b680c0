public import CTotem
import TotemPluginKit

/// Payments by card, which Stripe takes.
enum StripePayments: Plugin {
    static let name: StaticString = "stripe"
    static let version: StaticString = "1.0.0"

    static func start(_ registry: Registry) throws {
        try registry.onPluginEnabled(StripeCustomers.catchUp)
        try registry.onSettingsValidate(Settings.validate)
        try registry.onPaymentMethods(CheckoutHooks.offer)
        try registry.onCheckoutValidate(CheckoutHooks.validate)
        try registry.paymentProvider("card", title: "Card")
        try registry.onPaymentAuthorize(PaymentHooks.authorize)
        try registry.onPaymentConfirm(PaymentHooks.confirm)
        try registry.onPaymentRetrieve(PaymentHooks.retrieve)
        try registry.onPaymentCapture(MoneyHooks.capture)
        try registry.onPaymentVoid(MoneyHooks.void)
        try registry.onPaymentRefund(MoneyHooks.refund)
        try WebhookRoute.register(registry)
        try SavedMethodRoutes.register(registry)
        try registry.route(.get, "/config", for: .anyone, showConfiguration)
        try registry.onCustomerErasing(StripeCustomers.erase)
        try registry.onCustomerExporting(StripeCustomers.export)
        try registry.job("forget", schedule: "every 1d", StripeCustomers.forgetErased)
    }

    /// `GET /v1/x/stripe/config`: what a storefront needs before it can collect a card.
    private static func showConfiguration(_ call: Call, _ request: Request) throws {
        var json = JSONObject()
        json.add("publishable_key", Settings.publishableKey(call))
        try call.respond(json: json.text)
    }
}

@c @implementation
public func totem_plugin_entry(_ host: UnsafePointer<totem_host_info>!) -> UnsafePointer<totem_plugin>? {
    PluginDescriptor.entry(StripePayments.self)
}
