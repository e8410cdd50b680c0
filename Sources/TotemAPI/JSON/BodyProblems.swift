import TotemKernel

/// What is wrong with one body, as far as it was decoded.
final class BodyProblems {
    private(set) var fields: [KernelError.Field] = []

    /// - Throws: the error, when there are too many of them.
    func note(_ error: DecodingError) throws {
        guard fields.count < KernelError.mostFields else { throw error }
        fields.append(KernelError.Field(error))
    }

    /// All of it, and what else was found, except what is said about a field that is named already.
    func error(with more: [KernelError.Field]) -> KernelError {
        let others = more.lazy.filter { other in !self.fields.contains { other.field.isField($0.field) } }
        // One more than are told of, so that it is said that there are more.
        return .invalid(fields + others.prefix(KernelError.mostFields + 1))
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
    /// Those of one object.
    final class Object {
        fileprivate var given: [String] = []
        fileprivate var asked: Set<String> = []
        private var last: String?

        /// A member that need not be there is asked for several times on end.
        func ask(_ name: String) {
            guard name != last else { return }
            asked.insert(name)
            last = name
        }
    }

    private var objects: [String: Object] = [:]

    func visit(_ path: String, _ names: some Sequence<String>) -> Object {
        let object = objects[path] ?? Object()
        object.given = Array(names)
        objects[path] = object
        return object
    }

    /// The object at `path` was given up half read: what it was not asked for says nothing.
    func forget(_ path: String) {
        for (other, object) in objects where other.isField(path) { object.given = [] }
    }

    /// The paths of the members that were given and never asked for, in order.
    var neverAskedFor: [String] {
        objects.flatMap { path, object in
            object.given.filter { !object.asked.contains($0) }.map { path.isEmpty ? $0 : "\(path).\($0)" }
        }.sorted()
    }
}
