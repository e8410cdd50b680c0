/// Slows down who guesses codes, such as those of gift cards, and nobody else.
///
/// Codes that nobody knows are counted for who enters them (a cart, a customer) and for the place that they come from. The same
/// code again is no guess: a shop may have ended its sale, and all of an office have the code of it.
///
/// As ``LoginThrottle`` it is the memory of one node, bounded, and a value without a clock or a lock.
public struct CodeThrottle: Sendable {
    /// Codes of one name that are known again.
    private static let rememberedCodes = 8

    private var buyers = TryCounter<String>(freeTries: 10)
    /// Many people share a place.
    private var places = TryCounter<String>(freeTries: 50)
    private var codes: [String: [Int]] = [:]

    public init() {}

    /// - Parameters:
    ///   - buyers: who enters a code: names of a cart or a customer.
    ///   - place: where that is.
    /// - Throws: ``KernelError`` throttled with the seconds to wait.
    public func admit(_ buyers: [String], from place: String, at now: Duration) throws(KernelError) {
        let waits = buyers.map { self.buyers.wait(of: $0, at: now) } + [places.wait(of: place, at: now)]
        guard let wait = waits.compactMap({ $0 }).max() else { return }
        throw .throttled("too-many-codes", "Too many codes that nobody knows.", wait: wait)
    }

    /// Nobody knew the code.
    public mutating func failed(_ code: String, of buyers: [String], from place: String, at now: Duration) {
        for buyer in buyers where isNew(code, of: buyer) { self.buyers.failed(buyer, at: now) }
        if isNew(code, of: "place \(place)") { places.failed(place, at: now) }
    }

    private mutating func isNew(_ code: String, of name: String) -> Bool {
        let known = codes[name] ?? []
        guard !known.contains(code.hashValue) else { return false }
        if codes.count > LoginThrottle.largestCount { codes = [:] }
        codes[name] = known.suffix(Self.rememberedCodes - 1) + [code.hashValue]
        return true
    }
}
