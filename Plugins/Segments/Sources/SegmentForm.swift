import TotemPluginKit

/// The JSON of a segment as clients send it. The schemas in plugin.json have checked each field.
enum SegmentForm {
    /// A new segment: name and criteria are needed.
    static func read(_ request: Request) throws -> Segment {
        let (criteria, text) = try criteria(request)
        let name = try request.text("name")
        return Segment(
            name: name,
            slug: try slug(request, of: name),
            description: try request.value("description", else: "", request.text),
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
        if request.kind("name") != .absent { segment.name = try request.text("name") }
        // The audience that prices know stays the same under another name.
        if request.kind("slug") != .absent { segment.slug = try slug(request, of: segment.name) }
        segment.description = try request.value("description", else: old.description, request.text)
        return segment
    }

    static func criteria(_ request: Request) throws -> (Criteria, text: String) {
        guard let json = try JSONValue(bytes: request.body).optionalMember("criteria") else {
            throw Veto.field("criteria", "is missing")
        }
        let criteria = try CriteriaReader.read(json)
        let text = json.text
        let size = text.utf8.count
        guard size <= CriteriaReader.mostBytes else {
            throw Veto.field("criteria", "must be at most \(CriteriaReader.mostBytes) bytes of JSON, not \(size)")
        }
        return (criteria, text)
    }

    private static func slug(_ request: Request, of name: String) throws -> String {
        guard request.kind("slug") == .absent else { return try request.text("slug") }
        let slug = Segment.slug(of: name)
        guard !slug.isEmpty else {
            throw Veto.field("slug", "is missing: the name has no letters a-z and no digits to make it of")
        }
        return slug
    }
}
