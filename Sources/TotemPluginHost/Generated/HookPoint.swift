// Written by `make abi` from totem_plugin.h.
// swift-format-ignore-file

/// The hooks of the ABI, with what the header says of each.
public enum HookPoint: String, Sendable, CaseIterable {
    case cartCodeValidate = "cart.code.validate"
    case cartDiscounts = "cart.discounts"
    case orderPlacing = "order.placing"
    case orderPlaced = "order.placed"
    case orderTransition = "order.transition"
    case refundCreating = "refund.creating"
    case pluginEnabled = "plugin.enabled"
    case pluginDisabled = "plugin.disabled"
    case settingsValidate = "settings.validate"

    public var context: HookContext {
        switch self {
        case .cartDiscounts: .pure
        case .cartCodeValidate, .orderPlacing, .orderPlaced, .orderTransition, .refundCreating, .pluginEnabled, .pluginDisabled, .settingsValidate: .tx
        }
    }

    /// Whether a plugin can say no.
    public var mayVeto: Bool {
        switch self {
        case .cartCodeValidate, .orderPlacing, .orderPlaced, .orderTransition, .refundCreating, .pluginEnabled, .pluginDisabled, .settingsValidate: true
        case .cartDiscounts: false
        }
    }

    /// The functions by which a plugin changes something.
    var effects: Set<HookEffect> {
        switch self {
        case .cartCodeValidate: [.claim]
        case .cartDiscounts: [.addDiscount]
        case .orderPlacing: [.setMetadata]
        default: []
        }
    }
}

/// A function that means something only in the hooks that have it.
enum HookEffect: String, Sendable {
    case addDiscount = "add_discount"
    case claim
    case setMetadata = "set_metadata"

    var function: String { "totem_\(rawValue)" }
}
