public import CTotem
import TotemPluginKit

/// Who buys many of one thing pays less for it.
enum Bulk: Plugin {
    static let name: StaticString = "bulk"
    static let version: StaticString = "1.0.0"

    static func start(_ registry: Registry) throws {
        try registry.onCartDiscounts { call, event in
            let units = call.setting("units") ?? 10
            let percent = call.setting("percent") ?? 5
            for line in event.cart.lines where line.quantity >= units && line.takesDiscounts {
                let left = line.total - line.discount
                let amount = left / 100 * percent + left % 100 * percent / 100
                if amount > 0 { try call.takeOff(amount, of: line, label: "\(units) or more") }
            }
        }
    }
}

@c @implementation
public func totem_plugin_entry(_ host: UnsafePointer<totem_host_info>!) -> UnsafePointer<totem_plugin>? {
    PluginDescriptor.entry(Bulk.self)
}
