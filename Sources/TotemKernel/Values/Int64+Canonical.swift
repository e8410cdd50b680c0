extension Int64 {
    /// A whole number of 0 and more in the one way in which it is written: digits, without a sign, spaces or zeros before
    /// them. Nil for all else, and for what is too large.
    public init?(canonical text: some StringProtocol) {
        let digits = text.utf8
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        guard digits.count == 1 || digits.first != 0x30 else { return nil }
        self.init(text)
    }
}
