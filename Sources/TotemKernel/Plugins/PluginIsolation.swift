/// Where the code of a plugin runs.
public enum PluginIsolation: String, Sendable, Hashable, CaseIterable {
    /// In the shop's own process.
    case none
    /// In a process of its own, which can do nothing but compute and ask the shop.
    case process
}
