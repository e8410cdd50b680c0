import TotemKernel

/// Which parameters a route's query string may have. A typing mistake is told, not passed over: `min-price=500` must not
/// list everything.
struct QueryNames: Sendable {
    /// Those of a name, and the beginnings of those whose names are data: `attribute.`.
    private let names: [String]
    private let families: [String]

    /// - Parameter described: as a route's description has them: `limit`, `attribute.{name}`.
    init(_ described: some Sequence<String>) {
        names = described.filter { !$0.hasSuffix("}") }.sorted()
        families = described.filter { $0.hasSuffix("}") }.map { String($0.prefix { $0 != "{" }) }.sorted()
    }

    /// - Throws: ``KernelError`` naming every parameter that is not known, given twice, empty or blank; of very many the
    ///   first, for a look for each's nearest name costs something.
    func check(_ query: Query) throws(KernelError) {
        var check = FieldCheck()
        var seen: Set<String> = []
        for (name, value) in query.items where check.count <= KernelError.mostFields {
            guard seen.insert(name).inserted else {
                check.object([KernelError.Field(name, "is given twice; give it once")])
                continue
            }
            if !isKnown(name) {
                check.object([KernelError.Field(name.isEmpty ? "query" : name, refusal(of: name))])
            } else if value.unicodeScalars.allSatisfy(\.properties.isWhitespace) {
                check.object([KernelError.Field(name, "must not be empty; leave the parameter out instead")])
            }
        }
        guard check.isPassed else { throw check.error }
    }

    private func isKnown(_ name: String) -> Bool {
        names.contains(name)
            || families.contains { family in
                // By bytes: what follows may join the point to one character.
                name.utf8.starts(with: family.utf8) && name.utf8.count > family.utf8.count
            }
    }

    private func refusal(of name: String) -> String {
        let all = names + families.map { $0 + "…" }
        guard !all.isEmpty else { return "is not known here; this path takes no parameters" }
        if let nearest = Nearest.name(to: name, among: names) {
            return "is not known here; did you mean '\(nearest)'? There are: \(all.joined(separator: ", "))"
        }
        return "is not known here; there are: \(all.joined(separator: ", "))"
    }
}
