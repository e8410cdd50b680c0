/// The hooks of ABI 1, first part: the one place where their names are. `totem_plugin.h` describes each.
public enum Hook: String, Sendable, CaseIterable {
    case cartCodeValidate = "cart.code.validate"
    case cartDiscounts = "cart.discounts"
    case orderPlacing = "order.placing"
    case orderPlaced = "order.placed"
    case orderTransition = "order.transition"
    case pluginEnabled = "plugin.enabled"
    case pluginDisabled = "plugin.disabled"
    case settingsValidate = "settings.validate"
}
