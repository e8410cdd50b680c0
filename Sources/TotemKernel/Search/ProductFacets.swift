import TotemStore

/// What the products of a search have in common, counted: for narrowing it.
public struct ProductFacets: Sendable {
    /// A field that is counted.
    public enum Field: Sendable, Hashable {
        case category
        /// By its name.
        case attribute(String)
    }

    public enum Counts: Sendable {
        /// Categories with all below them.
        case categories([(category: CategoryReference, count: Int)])
        case values([(value: JSONValue, count: Int)])
    }

    /// Fields of one search.
    public static let largestFieldCount = 8
    /// Values that are told of one field: the most frequent ones.
    public static let largestValueCount = 100

    /// In the order in which they were asked for.
    public let counts: [(field: Field, counts: Counts)]
    /// Whether all products of the search were counted; else the first few thousand, and each count is a least one.
    public let isComplete: Bool
}

extension ProductFacets.Field {
    /// As a query writes it: `category`, `attribute.Colour`.
    public var name: String {
        switch self {
        case .category: "category"
        case .attribute(let name): "attribute.\(name)"
        }
    }

    /// - Throws: ``KernelError`` naming `facets`.
    public init(_ name: some StringProtocol) throws(KernelError) {
        if name == "category" {
            self = .category
        } else if name.utf8.starts(with: "attribute.".utf8), name.utf8.count > "attribute.".utf8.count {
            // By bytes: what follows may join the point to one character.
            self = .attribute(String(decoding: name.utf8.dropFirst("attribute.".utf8.count), as: UTF8.self))
        } else {
            throw .invalid("facets", "must be category or attribute.NAME, several with commas, not '\(name)'")
        }
    }
}

/// Counts fields by the marks of products.
struct FacetCount {
    private enum Counted {
        case category
        case attribute(Attribute)
    }

    private let fields: [(field: ProductFacets.Field, counted: Counted)]

    /// - Throws: ``KernelError`` naming `facets`.
    init(_ fields: [ProductFacets.Field], in tx: Transaction) throws {
        guard fields.count <= ProductFacets.largestFieldCount else {
            throw KernelError.invalid(
                "facets",
                "must be at most \(ProductFacets.largestFieldCount), not \(fields.count)"
            )
        }
        let names = fields.compactMap { field in if case .attribute(let name) = field { name } else { nil } }
        let attributes = names.isEmpty ? [:] : try AttributeStore.named(names, in: tx)
        self.fields = try fields.map { field in
            guard case .attribute(let name) = field else { return (field, .category) }
            guard let attribute = attributes[name] else {
                throw KernelError.invalid("facets", "'\(field.name)' names no attribute of products")
            }
            return (field, .attribute(attribute))
        }
    }

    /// - Parameter products: the marks of each.
    func facets(of products: [String], areAll: Bool, in tx: Transaction) throws -> ProductFacets {
        var categories: [Category.ID: Int] = [:]
        var values: [Attribute.ID: [String: Int]] = [:]
        for (mark, count) in marks(of: products) {
            switch SearchMark(mark) {
            case .category(let id): categories[id] = count
            case .attribute(let id, let value?): values[id, default: [:]][value] = count
            case .attribute(_, nil), nil: continue
            }
        }
        let counts = try fields.map { field, counted in
            switch counted {
            case .category: (field: field, counts: try Self.counts(categories, in: tx))
            case .attribute(let attribute):
                (field: field, counts: Self.counts(values[attribute.id] ?? [:], of: attribute))
            }
        }
        return ProductFacets(counts: counts, isComplete: areAll)
    }

    private func marks(of products: [String]) -> [Substring: Int] {
        var wanted: [String] = []
        for (_, counted) in fields {
            switch counted {
            case .category: wanted.append("=c")
            case .attribute(let attribute): wanted.append(SearchMark.beginning(of: attribute.id))
            }
        }
        var marks: [Substring: Int] = [:]
        for texts in products {
            for mark in texts.split(separator: " ") where wanted.contains(where: mark.hasPrefix) {
                marks[mark, default: 0] += 1
            }
        }
        return marks
    }

    /// A category that was deleted stays a mark of its products until they are saved; it is told of no more.
    private static func counts(_ counts: [Category.ID: Int], in tx: Transaction) throws -> ProductFacets.Counts {
        let categories = try CategoryStore.references(to: counts.keys, in: tx)
        let sorted = categories.map { (category: $0, count: counts[$0.id] ?? 0) }
            .sorted { ($1.count, $0.category.id.value) < ($0.count, $1.category.id.value) }
        return .categories(Array(sorted.prefix(ProductFacets.largestValueCount)))
    }

    private static func counts(_ counts: [String: Int], of attribute: Attribute) -> ProductFacets.Counts {
        let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        return .values(
            sorted.prefix(ProductFacets.largestValueCount).map { (value: attribute.decode($0.key), count: $0.value) }
        )
    }
}
