import TotemKernel

/// Schemas of what the kernel checks, made from the rule that checks it: the description says what is refused.
extension Schema {
    /// A text that passes `rule`.
    static func text(_ rule: TextRule) -> Schema {
        let (least, most) = (rule.lengths.lowerBound, rule.lengths.upperBound)
        return .named(
            "\(rule.allowsLines ? "Lines" : "Line").\(least)-\(most)",
            text(rule.lengths, pattern: pattern(of: rule))
        )
    }

    /// What ``TextRule/objection(to:)`` lets through, but for its length.
    static func pattern(of rule: TextRule) -> String {
        rule.lengths.lowerBound > 0 ? rule.pattern : "^(\(rule.pattern.dropFirst().dropLast())|[\(rule.blanks)]*)$"
    }

    /// A text of so many Unicode scalars, which is what JSON Schema counts too.
    static func text(_ lengths: ClosedRange<Int>, pattern: String = withoutNUL) -> Schema {
        var members: [String: JSONValue] = [
            "maxLength": .integer(Int64(lengths.upperBound)), "pattern": .string(pattern),
        ]
        if lengths.lowerBound > 0 { members["minLength"] = .integer(Int64(lengths.lowerBound)) }
        return text.adding(members)
    }

    static func list(_ element: Schema, _ counts: ClosedRange<Int>) -> Schema {
        list(element).adding([
            "minItems": .integer(Int64(counts.lowerBound)), "maxItems": .integer(Int64(counts.upperBound)),
        ])
    }

    /// A text of a request that nothing but its reader looks at. NUL is in no text here.
    static let plainText = text.adding(["pattern": .string(withoutNUL)])
    private static let withoutNUL = "^[^\\u0000]*$"

    /// A text in a query: one that is given is not blank, see ``QueryNames``.
    static let filledText = text.adding([
        "minLength": .integer(1),
        "pattern": .string("^[^\\u0000]*[^\\u0000\(TextRule.whiteSpace)][^\\u0000]*$"),
    ])

    /// ``TextFormat/word``
    static let word = text.adding(["pattern": .string("^[^\(TextRule.unseen)]*$")])

    /// ``Cursor``
    static let cursor = text(Cursor.lengths, pattern: "^\(Cursor.beginning)[A-Za-z0-9_-]+$").described(
        "next_cursor of the page before"
    )

    /// Any JSON of a request.
    static let json: Schema = .named(
        "JSON",
        anyOf([
            any.adding(["type": .array(["null", "boolean", "number"].map(JSONValue.string))]), plainText, list(json),
            jsonObject,
        ])
    )

    static let jsonObject = map(json).adding(["propertyNames": plainText.json])

    static let number = any.adding(["type": .string("number")])
    /// ``Slug``
    static let slug = Schema.named(
        "Slug",
        text(1...Slug.largestLength, pattern: "^[a-z0-9_\\p{Ll}\\p{Lm}\\p{Lo}\\p{Nd}\\p{No}\\p{Mn}\\p{Mc}-]+$")
    )
    static let sku = Schema.named("SKU", text(1...255, pattern: TextRule.skuPattern))
    static let country = Schema.named("Country", choice(Country.codes.sorted()).described("ISO 3166-1 alpha-2"))

    /// Data under names of the shop's own.
    static let eventName = Schema.named(
        "EventName",
        anyOf([choice(EventType.self), text.adding(["pattern": .string(EventName.ofPlugins)])])
            .described("a plugin's own is x.PLUGIN.NAME")
    )

    static func map(_ value: Schema, named name: TextRule, atMost count: Int) -> Schema {
        map(value).adding(
            ["maxProperties": .integer(Int64(count)), "propertyNames": text(name).json],
            naming: [text(name)]
        )
    }

    static func number(_ range: ClosedRange<Double>) -> Schema {
        number.adding(["minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)])
    }

    /// A day of a report, as ``ReportRange`` takes it.
    static let reportDay = date.adding(["pattern": .string("^(19[7-9]|[2-9][0-9]{2})")])

    /// An amount in a request: of so many minor units of the store's currency.
    static func money(_ range: ClosedRange<Int64>) -> Schema {
        form(["amount": .integer(range).described("minor units"), "currency": .storeCurrency])
    }

    /// The same in the currency of an order, which may be older than the store's.
    static func orderMoney(_ range: ClosedRange<Int64>) -> Schema {
        form([
            "amount": .integer(range).described("minor units"),
            "currency": .named("Currency", choice(Currency.codes).described("ISO 4217; the order's")),
        ])
    }

    static let storeCurrencyName = "StoreCurrency"
    /// The document knows which one it is.
    static let storeCurrency = Schema.named(storeCurrencyName, choice(Currency.codes))

    /// ``Email``; what its parts may not hold is left out of any text.
    static let email = Schema.named(
        "Email",
        text(3...254, pattern: "^\(atom)(\\.\(atom))*@\(domain)(\\.\(domain))+$").adding(["format": .string("email")])
    )
    private static let atom = "[^\(TextRule.unseen)@()<>,;:\\\\\"\\[\\].]+"
    private static let domain = "(?!-)[^\(TextRule.unseen)@()<>,;:\\\\\"\\[\\].]{1,63}(?<!-)"

    /// ``LanguageTag``
    static let locale = Schema.named(
        "Locale",
        text(2...LanguageTag.largestLength, pattern: "^[A-Za-z]{2,8}((-[A-Za-z0-9]{1,8})*-[A-Za-z0-9]{2,8})?$")
            .described("BCP 47, such as de-AT")
    )

    /// ``ImageURL``, of ASCII alone
    static let imageURL = Schema.named("ImageURL", webAddress(of: #"!#-;=?-\[\]^_a-z{-~"#))
    /// ``WebhookURL``
    static let webhookURL = Schema.named("WebhookURL", webAddress(of: #"!$-;=?-\[\]_a-z~"#))

    /// ``HTTPAddress``, with an IPv6 address in its long form alone.
    private static func webAddress(of characters: String) -> Schema {
        let label = "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
        let name = "(?=[^:/?]{1,253}([:/?]|$))(\(label)\\.)*[A-Za-z_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
        let byte = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
        let host = "(\(name)|\(byte)(\\.\(byte)){3}|\\[([0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}\\])"
        let port = "(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?"
        return url.adding([
            "pattern": .string("^https?://\(host)\(port)([/?][\(characters)]*)?$"),
            "maxLength": .integer(Int64(HTTPAddress.largestLength)),
        ])
    }

    /// What is kept on a thing, each under its name.
    static func metadata(_ value: Schema) -> Schema {
        jsonObject.adding(
            ["propertyNames": text(Metadata.nameRule).json, "additionalProperties": value.json],
            naming: [text(Metadata.nameRule), value]
        )
        .described("by name; all of it has at most \(Metadata.largestSize) bytes")
    }

    /// A form in which exactly one of some members is given.
    static func form(
        _ required: [String: Schema],
        optional: [String: Schema] = [:],
        oneOf choices: [String: Schema]
    ) -> Schema {
        anyOf(
            choices.sorted { $0.key < $1.key }.map { name, schema in
                form(required.merging([name: schema]) { one, _ in one }, optional: optional)
            }
        )
    }
}

extension TextRule {
    /// What ``objection(to:)`` lets through, as a pattern of JSON Schema: something that shows, among what may be there.
    /// White space and characters that don't show are those of Unicode 15.
    fileprivate var pattern: String {
        let allowed = "[^" + Self.forbidden + (allowsLines ? "" : Self.lines) + "]*"
        return "^" + allowed + "[^" + Self.forbidden + Self.lines + Self.blank + "]" + allowed + "$"
    }

    /// The white space that may be there, and nothing else with it, where something need not show.
    fileprivate var blanks: String { (allowsLines ? Self.lines : "") + Self.spaces }

    private static let forbidden =
        "\\u0000-\\u0008\\u000E-\\u001F\\u007F-\\u0084\\u0086-\\u009F\\u202A-\\u202E\\u2066-\\u2069\\uFDD0-\\uFDEF\\uFFFE\\uFFFF"
        + lastOfPlanes
    private static let lines = "\\u0009-\\u000D\\u0085\\u2028\\u2029"
    private static let spaces = "\\u0020\\u00A0\\u1680\\u2000-\\u200A\\u202F\\u205F\\u3000"
    private static let blank = spaces + ignorable
    fileprivate static let whiteSpace = lines + spaces
    private static let ignorable =
        "\\u00AD\\u034F\\u061C\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180F\\u200B-\\u200F\\u2060-\\u206F\\u3164"
        + "\\uFE00-\\uFE0F\\uFEFF\\uFFA0\\uFFF0-\\uFFF8\u{1BCA0}-\u{1BCA3}\u{1D173}-\u{1D17A}\u{E0000}-\u{E0FFF}"
    /// A SKU: nothing that can't be seen, and no white space at its ends.
    fileprivate static let skuPattern: String = {
        let end = "[^" + forbidden + lines + blank + "]"
        return "^" + end + "([^" + forbidden + lines + ignorable + "]*" + end + ")?$"
    }()
    /// What no text shows.
    fileprivate static let unseen = forbidden + lines + blank

    /// The noncharacters of the planes above the first. JSON Schema has no escape for them.
    private static let lastOfPlanes = (1...16).flatMap { plane in [0xFFFE, 0xFFFF].map { plane << 16 | $0 } }
        .compactMap { Unicode.Scalar($0).map(String.init) }.joined()
}
