import TotemKernel

/// Which columns of a file a dialect reads. What nobody reads is watched: values in it are listed, not dropped.
struct ColumnClaims {
    private let header: Header
    private var claimed: Set<Int> = []

    init(_ header: Header) { self.header = header }

    /// The first of `names` that the file has; other spellings of it stay unclaimed.
    mutating func claim(_ names: String...) -> Int? {
        for name in names {
            if let index = header.index(name), claimed.insert(index).inserted { return index }
        }
        return nil
    }

    /// The columns whose names begin so. Of two with one name the first: capitals tell attributes and warehouses apart.
    mutating func claim(beginning prefix: String) -> [(rest: String, index: Int)] {
        var names: Set<String> = []
        return header.columns(beginning: prefix).filter { column in
            names.insert(column.rest).inserted && claimed.insert(column.index).inserted
        }
    }

    /// The columns that nobody reads.
    /// - Parameter neutral: by a column's name in small letters, the values that say nothing: what every product has
    ///   that was never told otherwise.
    func leftovers(neutral: [String: Set<String>]) -> [Leftover] {
        header.names.indices.filter { !claimed.contains($0) }.map { index in
            let known = header.knownNames[index]
            return Leftover(
                index: index,
                name: header.names[index],
                isRepeated: header.index(known) != index,
                neutral: neutral[known.lowercased()] ?? []
            )
        }
    }
}

/// A column without a place in the store.
struct Leftover: Sendable {
    let index: Int
    let name: String
    /// A column before it has the same name.
    let isRepeated: Bool
    let neutral: Set<String>

    /// Whether the row says something here that will be lost.
    func holdsValue(in row: CSVRow) -> Bool {
        guard !row.isEmpty(index) else { return false }
        let value = row.text(index).trimmed().lowercased()
        return !value.isEmpty && !neutral.contains(value)
    }
}
