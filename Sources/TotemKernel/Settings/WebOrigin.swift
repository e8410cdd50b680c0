/// The origin of a web site: a scheme, a host and perhaps a port, as browsers send it in `Origin`.
enum WebOrigin {
    private static let largestCount = 50

    /// Origins with blanks between them, each once and in small letters; `*` alone for all of them.
    /// - Throws: ``KernelError`` naming `value`.
    static func normalize(list text: String) throws(KernelError) -> String {
        let words = text.split(whereSeparator: \.isWhitespace).map { $0.lowercased() }
        if words == ["*"] { return "*" }
        guard words.count <= largestCount else {
            throw .invalid("value", "must be at most \(largestCount) origins, not \(words.count)")
        }
        var origins: [String] = []
        for word in words {
            guard isOrigin(word) else {
                throw .invalid(
                    "value",
                    "must be origins such as https://shop.example with blanks between, or * alone, not '\(word.prefix(100))'"
                )
            }
            if !origins.contains(word) { origins.append(word) }
        }
        return origins.joined(separator: " ")
    }

    private static func isOrigin(_ word: String) -> Bool {
        guard let address = HTTPAddress(word), !address.hasCredentials, address.host != nil else { return false }
        // Nothing behind the host and its port.
        return word.utf8.filter { $0 == UInt8(ascii: "/") }.count == 2 && !word.contains("?") && !word.contains("#")
    }
}
