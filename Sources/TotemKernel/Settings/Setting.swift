/// One setting of the store.
public struct Setting: Sendable, Hashable {
    public let key: String
    public let value: String
    /// Raised by every change; 0 while the setting has never been written.
    public let version: Int64
    /// Nil while the setting has its default.
    public let updatedAt: Timestamp?
}

/// A setting that the store knows: its default, what it is for, and which values it takes.
public struct SettingDefinition: Sendable {
    public let key: String
    public let defaultValue: String
    /// For people: what it does and what may be written.
    public let summary: String
    /// Turns what was written into what is kept.
    let normalize: @Sendable (String) throws(KernelError) -> String
}

extension SettingDefinition {
    /// Every setting there is. Others are refused, so that a misspelt key is not silently without effect.
    public static let all: [SettingDefinition] = [currency, storeName, storeEmail, allowPrivateWebhooks]

    static let currency = SettingDefinition(
        key: "currency",
        defaultValue: "USD",
        summary: "The currency of every price: an ISO 4217 code such as EUR."
    ) { text throws(KernelError) in
        guard let currency = Currency(text.trimmed().uppercased()) else {
            throw .invalid("value", "must be an ISO 4217 currency code such as EUR, not '\(text)'")
        }
        return currency.code
    }

    static let storeName = SettingDefinition(
        key: "store_name",
        defaultValue: "Totem",
        summary: "What the shop is called: 1 to 255 characters."
    ) { text throws(KernelError) in
        let name = text.trimmed()
        try TextRule.name.check(name, "value")
        return name
    }

    static let storeEmail = SettingDefinition(
        key: "store_email",
        defaultValue: "",
        summary: "Where customers reach the shop: an email address, or empty."
    ) { text throws(KernelError) in
        text.trimmed().isEmpty ? "" : try Email(text, field: "value").text
    }

    static let allowPrivateWebhooks = SettingDefinition(
        key: "webhooks_allow_private_addresses",
        defaultValue: "false",
        summary: "Whether webhooks may go to private network addresses: true or false."
    ) { text throws(KernelError) in
        guard text == "true" || text == "false" else {
            throw .invalid("value", "must be true or false, not '\(text)'")
        }
        return text
    }

    /// - Throws: ``KernelError`` not found, with the known keys.
    static func named(_ key: String) throws(KernelError) -> SettingDefinition {
        if let definition = all.first(where: { $0.key == key }) { return definition }
        throw KernelError(
            .notFound,
            "unknown-setting",
            "There is no setting '\(key)'. The settings are \(all.map(\.key).joined(separator: ", "))."
        )
    }
}
