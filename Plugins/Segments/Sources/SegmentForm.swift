import TotemPluginKit

/// The JSON of a segment as clients send it. Types and lengths are checked by the schemas in plugin.json.
enum SegmentForm {
    /// A new segment: name and criteria are needed.
    static func read(_ request: Request) throws -> Segment {
        let (criteria, text) = try criteria(request)
        let name = try name(request)
        return Segment(
            name: name,
            slug: try slug(request, of: name),
            description: try optionalText(request, "description") ?? "",
            criteria: criteria,
            criteriaText: text
        )
    }

    /// A change: what is absent stays.
    static func read(_ request: Request, changing old: Segment) throws -> Segment {
        var segment = old
        if request.kind("criteria") != .absent {
            (segment.criteria, segment.criteriaText) = try criteria(request)
        }
        if request.kind("name") != .absent { segment.name = try name(request) }
        // The audience that prices know stays the same under another name.
        if request.kind("slug") != .absent { segment.slug = try slug(request, of: segment.name) }
        segment.description = try optionalText(request, "description") ?? old.description
        return segment
    }

    static func criteria(_ request: Request) throws -> (Criteria, text: String) {
        guard case .object(let members) = try JSONValue(bytes: request.body), let json = members["criteria"] else {
            throw Veto.field("criteria", "is missing")
        }
        return (try CriteriaReader.read(json), try json.text())
    }

    private static func name(_ request: Request) throws -> String {
        let name = try request.text("name")
        guard name.contains(where: { !$0.isWhitespace }), !name.unicodeScalars.contains(where: isControl) else {
            throw Veto.field("name", "must have a character that can be seen, and no control characters")
        }
        return name
    }

    private static func slug(_ request: Request, of name: String) throws -> String {
        if let slug = try optionalText(request, "slug") { return slug }
        let slug = Segment.slug(of: name)
        guard !slug.isEmpty else {
            throw Veto.field("slug", "is missing: the name has no letters a-z and no digits to make it of")
        }
        return slug
    }

    private static func optionalText(_ request: Request, _ field: StaticString) throws -> String? {
        request.kind(field) == .absent ? nil : try request.text(field)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.generalCategory == .control }
}
