import TotemPluginKit

/// What the shop's staff say of a segment.
struct Segment {
    /// Of a shop: so many audiences can be told of one customer.
    static let largestCount = 100
    /// With `segment:` before it, an audience has at most 64 characters.
    static let longestSlug = 56

    var name: String
    /// What the audience is called.
    var slug: String
    var description: String
    var criteria: Criteria
    /// The same as JSON, as it was sent.
    var criteriaText: String

    /// A name's letters a-z and digits, with hyphens between: "VIP, Germany" is `vip-germany`. Empty when it has none.
    static func slug(of name: String) -> String {
        var slug = ""
        for character in name.lowercased() {
            if character.isASCII, character.isLetter || character.isNumber {
                slug.append(character)
            } else if !slug.isEmpty, !slug.hasSuffix("-") {
                slug.append("-")
            }
        }
        slug = String(slug.prefix(longestSlug))
        return slug.hasSuffix("-") ? String(slug.dropLast()) : slug
    }
}

/// One that is kept.
struct StoredSegment {
    let id: Int64
    let segment: Segment
    /// How far a refresh has come; nil: none is going on.
    let refreshAfter: Int64?

    init(_ row: Row) throws {
        id = row.integer(0)
        let text = row.text(4)
        segment = Segment(
            name: row.text(1),
            slug: row.text(2),
            description: row.text(3),
            criteria: try CriteriaReader.read(try JSONValue(text: text)),
            criteriaText: text
        )
        refreshAfter = row.optionalInteger(5)
    }
}
