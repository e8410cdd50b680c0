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
    public static let all: [SettingDefinition] = [
        currency, pricesIncludeTax, taxRate, taxShipping, taxRounding, shippingFlatAmount, orderNumberPrefix,
        pendingMinutes, storeName, storeEmail, corsOrigins, allowPrivateWebhooks,
    ]

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

    static let pricesIncludeTax = flag(
        "prices_include_tax",
        false,
        "Whether prices, fees and shipping contain their tax: true or false. When not, it is added."
    )

    static let taxRate = number(
        "tax_rate",
        0,
        in: 0...10_000,
        "The rate of the one tax in basis points: 1900 is 19 %. 0: no tax."
    )

    static let taxShipping = flag("tax_shipping", true, "Whether shipping and fees are taxed: true or false.")

    static let taxRounding = choice(
        "tax_rounding",
        ["line", "order"],
        "What tax is rounded for: each line, or the whole order."
    )

    static let shippingFlatAmount = number(
        "shipping_flat_amount",
        0,
        in: 0...1_000_000_000_000,
        "What shipping costs, whatever is in the order: minor units of the currency."
    )

    static let orderNumberPrefix = text(
        "order_number_prefix",
        "",
        TextRule(0...20),
        "What the numbers of orders begin with: at most 20 characters, or empty."
    )

    static let pendingMinutes = number(
        "pending_minutes",
        30,
        in: 1...10_080,
        "How many minutes an order that is not paid yet holds its stock: 1 to 10080, which is a week."
    )

    static let storeName = text("store_name", "Totem", .name, "What the shop is called: 1 to 255 characters.")

    static let storeEmail = SettingDefinition(
        key: "store_email",
        defaultValue: "",
        summary: "Where customers reach the shop: an email address, or empty."
    ) { text throws(KernelError) in
        text.trimmed().isEmpty ? "" : try Email(text, field: "value").text
    }

    static let corsOrigins = SettingDefinition(
        key: "cors_origins",
        defaultValue: "",
        summary:
            "Web sites whose pages may ask this shop, with blanks between: https://shop.example. Empty: none; *: all."
    ) { text throws(KernelError) in
        try WebOrigin.normalize(list: text)
    }

    static let allowPrivateWebhooks = flag(
        "webhooks_allow_private_addresses",
        false,
        "Whether webhooks may go to private network addresses: true or false."
    )

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

/// The kinds of settings that there are several of.
extension SettingDefinition {
    private static func flag(_ key: String, _ value: Bool, _ summary: String) -> SettingDefinition {
        choice(key, value ? ["true", "false"] : ["false", "true"], summary)
    }

    /// One of a few words; the first is the default.
    private static func choice(_ key: String, _ choices: [String], _ summary: String) -> SettingDefinition {
        SettingDefinition(key: key, defaultValue: choices[0], summary: summary) { text throws(KernelError) in
            let word = text.trimmed()
            guard choices.contains(word) else {
                throw .invalid(
                    "value",
                    "must be \(choices.sorted().joined(separator: " or ")), not '\(text.prefix(100))'"
                )
            }
            return word
        }
    }

    /// A whole number in plain digits.
    private static func number(
        _ key: String,
        _ value: Int64,
        in range: ClosedRange<Int64>,
        _ summary: String
    ) -> SettingDefinition {
        SettingDefinition(key: key, defaultValue: String(value), summary: summary) { text throws(KernelError) in
            guard let number = Int64(canonical: text.trimmed()), range.contains(number) else {
                throw .invalid(
                    "value",
                    "must be a whole number from \(range.lowerBound) to \(range.upperBound), not '\(text.prefix(100))'. \(summary)"
                )
            }
            return String(number)
        }
    }

    private static func text(
        _ key: String,
        _ value: String,
        _ rule: TextRule,
        _ summary: String
    ) -> SettingDefinition {
        SettingDefinition(key: key, defaultValue: value, summary: summary) { text throws(KernelError) in
            let text = text.trimmed()
            try rule.check(text, "value")
            return text
        }
    }
}
