// Written by `make abi` from totem_plugin.h.
// swift-format-ignore-file

/// The hooks of the ABI, with what the header says of each.
public enum HookPoint: String, Sendable, CaseIterable {
    case cartCodeValidate = "cart.code.validate"
    case cartDiscounts = "cart.discounts"
    case orderPlacing = "order.placing"
    case orderPlaced = "order.placed"
    case orderTransition = "order.transition"
    case pluginEnabled = "plugin.enabled"
    case pluginDisabled = "plugin.disabled"
    case settingsValidate = "settings.validate"
    case orderCommitted = "order.committed"
    case orderTransitioned = "order.transitioned"
    case productSaved = "product.saved"
    case stockChanged = "stock.changed"
    case fulfilmentCreated = "fulfilment.created"
    case refundCreated = "refund.created"
    case paymentChanged = "payment.changed"
    case customerChanged = "customer.changed"
    case cartUpdated = "cart.updated"
    case retentionRun = "retention.run"

    public var context: HookContext {
        switch self {
        case .cartDiscounts: .pure
        case .cartCodeValidate, .orderPlacing, .orderPlaced, .orderTransition, .pluginEnabled, .pluginDisabled, .settingsValidate, .retentionRun: .tx
        case .orderCommitted, .orderTransitioned, .productSaved, .stockChanged, .fulfilmentCreated, .refundCreated, .paymentChanged, .customerChanged, .cartUpdated: .after
        }
    }

    /// Whether a plugin can say no.
    public var mayVeto: Bool {
        switch self {
        case .cartCodeValidate, .orderPlacing, .orderPlaced, .orderTransition, .pluginEnabled, .pluginDisabled, .settingsValidate: true
        case .cartDiscounts, .orderCommitted, .orderTransitioned, .productSaved, .stockChanged, .fulfilmentCreated, .refundCreated, .paymentChanged, .customerChanged, .cartUpdated, .retentionRun: false
        }
    }

    /// The functions by which a plugin changes something.
    var effects: Set<HookEffect> {
        switch self {
        case .cartCodeValidate: [.claim]
        case .cartDiscounts: [.addDiscount]
        case .orderPlacing: [.setMetadata]
        case .retentionRun: [.remaining]
        default: []
        }
    }
}

/// A function that means something only in the hooks that have it.
enum HookEffect: String, Sendable {
    case addDiscount = "add_discount"
    case claim
    case remaining
    case setMetadata = "set_metadata"

    var function: String { "totem_\(rawValue)" }
}
