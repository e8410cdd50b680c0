public import ArgumentParser
public import TotemKernel

/// The parser tells which values there are, and shells complete them.
extension Role: ExpressibleByArgument {
    /// For help.
    static let names = allCases.map(\.rawValue).joined(separator: ", ")
}

extension EventName: ExpressibleByArgument {
    public init?(argument: String) { try? self.init(named: argument) }
    public static var allValueStrings: [String] { EventType.allCases.map(\.rawValue) + ["x.PLUGIN.NAME"] }
}
extension OrderStatus: ExpressibleByArgument {}
extension PluginIsolation: ExpressibleByArgument {}
extension OrderPaymentStatus: ExpressibleByArgument {}
extension FulfilmentStatus: ExpressibleByArgument {}
extension ReportPeriod: ExpressibleByArgument {}
extension ProductReport.Sort: ExpressibleByArgument {}
