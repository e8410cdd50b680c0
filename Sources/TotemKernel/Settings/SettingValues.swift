public import TotemStore

/// What every setting of the store holds at one moment, with the defaults of those that were never written.
public struct SettingValues: Sendable {
    /// Few, and looked through with every order: finding one here costs less than hashing its key.
    private let written: [(key: String, value: String)]

    init(_ rows: [(key: String, value: String)]) {
        written = rows
    }

    /// - Throws: ``StoreError`` `.corrupt`; so do all others that can.
    public func currency() throws(StoreError) -> Currency {
        guard let currency = Currency(text(.currency)) else { throw corrupt(.currency) }
        return currency
    }

    public var pricesIncludeTax: Bool { flag(.pricesIncludeTax) }

    /// In basis points.
    public func taxRate() throws(StoreError) -> Int64 { try number(.taxRate) }

    public var taxesShipping: Bool { flag(.taxShipping) }

    /// `line` or `order`.
    public var taxRounding: String { text(.taxRounding) }

    /// In minor units.
    public func shippingFlatAmount() throws(StoreError) -> Int64 { try number(.shippingFlatAmount) }

    public var orderNumberPrefix: String { text(.orderNumberPrefix) }

    public func pendingMinutes() throws(StoreError) -> Int64 { try number(.pendingMinutes) }

    public var storeName: String { text(.storeName) }

    public var corsOrigins: [String] { text(.corsOrigins).split(separator: " ").map(String.init) }

    public var allowsPrivateWebhooks: Bool { flag(.allowPrivateWebhooks) }

    private func text(_ definition: SettingDefinition) -> String {
        written.first { $0.key == definition.key }?.value ?? definition.defaultValue
    }

    private func flag(_ definition: SettingDefinition) -> Bool { text(definition) == "true" }

    private func number(_ definition: SettingDefinition) throws(StoreError) -> Int64 {
        guard let number = Int64(text(definition)) else { throw corrupt(definition) }
        return number
    }

    private func corrupt(_ definition: SettingDefinition) -> StoreError {
        StoreError(.corrupt, "the setting '\(definition.key)' holds '\(text(definition))': \(definition.summary)")
    }
}
