public import CTotem
import TotemPluginKit

/// Taxes by zones, with rates for each tax class.
enum Taxes: Plugin {
    static let name: StaticString = "taxes"
    static let version: StaticString = "1.0.0"

    static func start(_ registry: Registry) throws {
        try registry.onCartPrices(TaxHooks.convert)
        try registry.onCartTaxes(TaxHooks.tax)
        try registry.onCartLines(TaxHooks.ask)
        try registry.onSettingsValidate(TaxHooks.validate)
        try registry.onCustomerErasing(TaxHooks.erase)
        try registry.onCustomerExporting(TaxHooks.export)
        try registry.onRetentionRun(TaxHooks.tidy)
        try ZoneRoutes.register(registry)
        try RateRoutes.register(registry)
        try ExemptionRoutes.register(registry)
        try VATNumberRoutes.register(registry)
        try PresetRoutes.register(registry)
        try registry.defineHook("vat_number_seen", String.self)
    }
}

@c @implementation
public func totem_plugin_entry(_ host: UnsafePointer<totem_host_info>!) -> UnsafePointer<totem_plugin>? {
    PluginDescriptor.entry(Taxes.self)
}
