import TotemKernel

/// A price as people and spreadsheets write it: `$1,299.00`, `1.299,00 €`, `EUR 1 299.00`, `12,5`.
///
/// Only what can be meant in one way is read: `1,299` may be either, and so is left to be refused; so is a price with another
/// currency's sign, which would be a wrong amount here.
enum PriceText {
    /// The plain decimal number that `text` means, or `text` itself when that is not certain.
    static func plain(_ text: String, _ currency: Currency) -> String {
        let bare = withoutSign(text, currency)
        let parts = bare.split(omittingEmptySubsequences: false) { !isDigit($0) }.map(String.init)
        let marks = bare.filter { !isDigit($0) }
        // Behind one comma that parts thousands there are three digits.
        if marks == ",", !parts[0].isEmpty, [1, 2].contains(parts[1].count) { return parts.joined(separator: ".") }
        guard marks.allSatisfy({ ".,'\u{2019} \u{A0}\u{202F}".contains($0) }), let thousands = marks.first,
            let first = parts.first, (1...3).contains(first.count)
        else { return bare }
        let last = marks.last == thousands ? nil : marks.last
        // What parts thousands is one and the same, before the one that parts the fraction.
        guard marks.dropLast(last == nil ? 0 : 1).allSatisfy({ $0 == thousands }),
            last == nil || last == "." || last == ","
        else { return bare }
        let groups = parts.dropFirst().dropLast(last == nil ? 0 : 1)
        guard groups.allSatisfy({ $0.count == 3 }) else { return bare }
        // One comma or point alone may part either.
        guard last != nil || groups.count > 1 || !".,".contains(thousands) else { return bare }
        let whole = first + groups.joined()
        return last == nil ? whole : "\(whole).\(parts[parts.count - 1])"
    }

    private static func withoutSign(_ text: String, _ currency: Currency) -> String {
        for sign in signs(of: currency.code) {
            if text.hasPrefix(sign) { return String(text.dropFirst(sign.count)).trimmed() }
            if text.hasSuffix(sign) { return String(text.dropLast(sign.count)).trimmed() }
        }
        return text
    }

    /// The longer ones first.
    private static func signs(of code: String) -> [String] {
        let own: [String] =
            switch code {
            case "EUR": ["€"]
            case "GBP": ["£"]
            case "JPY": ["JP¥", "¥", "￥", "円"]
            case "CNY": ["CN¥", "¥", "￥", "元"]
            case "INR": ["₹", "Rs.", "Rs"]
            case "KRW": ["₩"]
            case "VND": ["₫"]
            case "ILS": ["₪"]
            case "TRY": ["₺"]
            case "UAH": ["₴"]
            case "RUB": ["₽"]
            case "PLN": ["zł"]
            case "CZK": ["Kč"]
            case "BRL": ["R$"]
            case "CHF": ["Fr."]
            case "SEK", "NOK", "DKK", "ISK": ["kr.", "kr"]
            case "USD": ["US$", "$"]
            case "CAD": ["CA$", "C$", "$"]
            case "AUD": ["AU$", "A$", "$"]
            case "NZD": ["NZ$", "$"]
            case "HKD": ["HK$", "$"]
            case "SGD": ["S$", "$"]
            case "MXN", "CLP", "COP", "ARS": ["$"]
            default: []
            }
        return [code] + own
    }

    private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }
}
