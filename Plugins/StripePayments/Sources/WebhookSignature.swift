/// The header `Stripe-Signature`: when a webhook was sent, and the codes of who sent it, one for each secret that is in use.
/// https://docs.stripe.com/webhooks/signature
struct WebhookSignature {
    /// How far its time may be from the shop's, in seconds: what is older may be a copy.
    static let tolerance: Int64 = 300
    private static let mostCodes = 10
    private static let codeLength = 32

    /// Seconds since 1970, as it was written.
    let time: String
    /// Of the scheme `v1`.
    let codes: [[UInt8]]

    /// Nil when it is none.
    init?(_ header: String) {
        var time: String?
        var codes: [[UInt8]] = []
        for part in header.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { return nil }
            switch pair[0] {
            case "t" where time == nil: time = String(pair[1])
            case "t": return nil
            case "v1": if let code = Self.bytes(pair[1]) { codes.append(code) }
            default: break
            }
        }
        guard let time, Int64(time).map({ $0 >= 0 }) == true, (1...Self.mostCodes).contains(codes.count) else {
            return nil
        }
        self.time = time
        self.codes = codes
    }

    /// Whether it was sent a moment ago.
    /// - Parameter now: milliseconds since 1970.
    func isFresh(at now: Int64) -> Bool {
        guard let seconds = Int64(time) else { return false }
        let (age, isTooLarge) = (now / 1000).subtractingReportingOverflow(seconds)
        return !isTooLarge && (-Self.tolerance...Self.tolerance).contains(age)
    }

    /// What is signed.
    func message(_ body: [UInt8]) -> [UInt8] { Array("\(time).".utf8) + body }

    private static func bytes(_ hexadecimal: Substring) -> [UInt8]? {
        guard hexadecimal.utf8.count == codeLength * 2 else { return nil }
        var bytes: [UInt8] = []
        var high: UInt8?
        for character in hexadecimal {
            guard character.isASCII, let digit = character.hexDigitValue else { return nil }
            if let first = high {
                bytes.append(first << 4 | UInt8(digit))
                high = nil
            } else {
                high = UInt8(digit)
            }
        }
        return bytes
    }
}
