import TotemKernel

/// What is wrong with one body, as far as it was decoded.
final class BodyProblems {
    /// Where a client sends thousands of bad elements, it is not told of each.
    private static let largestCount = 100

    private(set) var fields: [KernelError.Field] = []

    /// - Throws: the error, when there are too many of them.
    func note(_ error: DecodingError) throws {
        guard fields.count < Self.largestCount else { throw error }
        fields.append(KernelError.Field(error))
    }

    /// All of it, and what else was found, except what is said about a field that is named already.
    func error(with more: [KernelError.Field]) -> KernelError {
        .invalid(fields + more.filter { other in !fields.contains { other.field.isField($0.field) } })
    }
}

extension KernelError.Field {
    init(_ error: DecodingError) {
        let (path, message): (String, String) =
            switch error {
            case .keyNotFound(let key, let context): ((context.codingPath + [key]).fieldPath, "is missing")
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
                (context.codingPath.fieldPath, context.debugDescription)
            @unknown default: ("", "can't be read")
            }
        self.init(path.isEmpty ? "body" : path, message)
    }
}

/// Which members of which objects the types asked for, over one decoding.
final class AskedMembers {
    private var given: [String: Set<String>] = [:]
    private var asked: [String: Set<String>] = [:]

    func visit(_ path: String, _ names: some Sequence<String>) { given[path] = Set(names) }

    /// The object at `path` was given up half read: what it was not asked for says nothing.
    func forget(_ path: String) {
        given = given.filter { !$0.key.isField(path) }
    }

    func ask(_ name: String, of path: String) { asked[path, default: []].insert(name) }

    /// The paths of the members that were given and never asked for, in order.
    var neverAskedFor: [String] {
        given.flatMap { path, names in
            names.subtracting(asked[path] ?? []).map { path.isEmpty ? $0 : "\(path).\($0)" }
        }.sorted()
    }
}
