/// Where a picture of a product is: an absolute `http` or `https` URL with a host and without credentials, so that a page
/// that shows it runs nothing and tells nobody's password.
package enum ImageURL {
    package static let rule = TextRule(1...HTTPAddress.largestLength)
    /// What ends an attribute or a tag of a page.
    private static let forbidden = Set("\"<>\\`".unicodeScalars)

    /// Why `text` is refused, to go on from the field's name; nil when it is fine.
    package static func objection(to text: String) -> String? {
        if let objection = rule.objection(to: text) { return objection }
        guard let address = HTTPAddress(text) else {
            let example = "https://example.com/pot.jpg"
            return "must be an absolute http or https URL such as \(example), not '\(text.prefix(100))'"
        }
        guard !address.hasCredentials else { return "must not contain a user name or a password" }
        guard address.host != nil else {
            return "must name a host, in Punycode if it is not ASCII, and a port from 1 to 65535 if any"
        }
        let isEncoded = text.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && !forbidden.contains($0) }
        return isEncoded ? nil : "must have its spaces, quotes, brackets and backslashes percent-encoded"
    }
}
