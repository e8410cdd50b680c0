internal import CTotem
internal import TotemKernel

extension CartFetch: HostedOutsideHook {
    /// Seconds after which who failed is asked again.
    private static let pause: Int64 = 60

    static var point: HookPoint { .cartFetch }
    static var unheard: FetchedQuotes { FetchedQuotes([:], seconds: pause) }

    func begin(in payloads: Payloads) -> (payload: UnsafeRawPointer, effects: QuoteEffects) {
        (payloads.event(payloads.put(cart).raw), QuoteEffects())
    }

    func answer(_ effects: QuoteEffects) -> FetchedQuotes { effects.fetched }
}

/// What a plugin has fetched for a cart.
final class QuoteEffects: HookEffects {
    static let largestCount = 50
    static let largestQuote = 16 * 1024
    static let seconds: ClosedRange<Int64> = 1...86_400
    /// Where a plugin has put none, it is asked again after so many seconds.
    private static let usualSeconds: Int64 = 600

    private var quotes: [String: JSONValue] = [:]
    private var shortest: Int64?

    var fetched: FetchedQuotes { FetchedQuotes(quotes, seconds: shortest ?? Self.usualSeconds) }

    func endTurn(_ turn: HookTurnOutcome) -> Bool { false }

    fileprivate func put(_ quote: JSONValue, _ key: String, for seconds: Int64) -> Bool {
        guard quotes[key] != nil || quotes.count < Self.largestCount else { return false }
        quotes[key] = quote
        shortest = min(shortest ?? seconds, seconds)
        return true
    }
}

extension CallFrame {
    func putQuote(_ key: totem_str, _ json: totem_str, _ seconds: Int64) -> totem_status {
        guard let effects = effects(.putQuote, QuoteEffects.self) else { return HostTable.misuse }
        guard let key = key.string(atMost: 100), !key.isEmpty else {
            return refuse(TOTEM_INVALID, "a key is 1 to 100 bytes of UTF-8")
        }
        guard QuoteEffects.seconds.contains(seconds) else {
            return refuse(TOTEM_INVALID, "a quote is good for 1 to \(QuoteEffects.seconds.upperBound) seconds")
        }
        guard json.fits(QuoteEffects.largestQuote) else {
            return refuse(TOTEM_LIMIT, "a quote has at most \(QuoteEffects.largestQuote) bytes")
        }
        guard let text = json.string(atMost: QuoteEffects.largestQuote), let quote = try? JSONValue(text: text) else {
            return refuse(TOTEM_INVALID, "a quote is JSON in UTF-8")
        }
        guard quote.mayBeMember else { return refuse(TOTEM_INVALID, "the quote '\(key)' is nested too deep") }
        guard effects.put(quote, key, for: seconds) else {
            return refuse(TOTEM_LIMIT, "a plugin has at most \(QuoteEffects.largestCount) quotes of a cart")
        }
        return HostTable.ok
    }

    func quote(_ key: totem_str, _ json: UnsafeMutablePointer<totem_str>?) -> totem_status {
        guard let json else { return refuse(TOTEM_INVALID, "totem_quote needs a place for the text") }
        json.pointee = totem_str()
        guard let quotes else {
            return refuse(
                TOTEM_MISUSE,
                "totem_quote is for hooks that price a cart or place an order, not for \(place.name)"
            )
        }
        let quote = key.string(atMost: 100).flatMap { quotes[plugin.name]?[$0] }
        guard let text = quote?.text() else {
            return refuse(TOTEM_NOT_FOUND, "the plugin has no such quote of the cart as it is")
        }
        json.pointee = arena.put(text)
        return HostTable.ok
    }
}
