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
    case productSaving = "product.saving"
    case customerSaving = "customer.saving"
    case customerErasing = "customer.erasing"
    case customerExporting = "customer.exporting"
    case requestContext = "request.context"
    case viewExtend = "view.extend"
    case pluginEnabled = "plugin.enabled"
    case pluginUpgraded = "plugin.upgraded"
    case pluginDisabled = "plugin.disabled"
    case settingsValidate = "settings.validate"

    public var context: HookContext {
        switch self {
        case .cartDiscounts, .customerExporting, .requestContext, .viewExtend: .pure
        case .cartCodeValidate, .orderPlacing, .orderPlaced, .orderTransition, .refundCreating, .productSaving, .customerSaving, .customerErasing, .pluginEnabled, .pluginUpgraded, .pluginDisabled, .settingsValidate: .tx
        }
    }

    /// Whether a plugin can say no.
    public var mayVeto: Bool {
        switch self {
        case .cartCodeValidate, .orderPlacing, .orderPlaced, .orderTransition, .refundCreating, .productSaving, .customerSaving, .customerErasing, .pluginEnabled, .pluginUpgraded, .pluginDisabled, .settingsValidate: true
        case .cartDiscounts, .customerExporting, .requestContext, .viewExtend: false
        }
    }

    /// The functions by which a plugin changes something.
    var effects: Set<HookEffect> {
        switch self {
        case .cartCodeValidate: [.claim]
        case .cartDiscounts: [.addDiscount]
        case .orderPlacing: [.setMetadata]
        case .customerExporting: [.extend]
        case .requestContext: [.addAudience]
        case .viewExtend: [.extend]
        default: []
        }
    }
}

/// A function that means something only in the hooks that have it.
enum HookEffect: String, Sendable {
    case addAudience = "add_audience"
    case addDiscount = "add_discount"
    case claim
    case extend
    case setMetadata = "set_metadata"

    var function: String { "totem_\(rawValue)" }
}
