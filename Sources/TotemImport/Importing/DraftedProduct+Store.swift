import TotemKernel
import TotemStore

extension DraftedProduct {
    /// What the store would refuse about it; nil when it may be saved.
    func problem(_ check: inout CatalogCheck, in tx: Transaction, file: String) throws -> ImportProblem? {
        do {
            try check.check(draft, in: tx)
            return nil
        } catch let error as KernelError {
            return problem(for: error, file: file)
        }
    }

    /// Says where in the file a field is that the store refuses.
    func problem(for error: KernelError, file: String) -> ImportProblem {
        guard let field = error.fields.first else { return ImportProblem(file: file, line: line, error.detail) }
        var path = Substring(field.field)
        var line = line
        if path.hasPrefix("variants["), let close = path.firstIndex(of: "]"),
            let index = Int(path[..<close].dropFirst("variants[".count)), variantLines.indices.contains(index)
        {
            line = variantLines[index]
            path = path[close...].dropFirst(2)
        }
        let root = String(path.prefix { $0 != "." && $0 != "[" })
        guard let column = columns[root] else {
            return ImportProblem(file: file, line: line, "\(path) \(field.message)")
        }
        return ImportProblem(file: file, line: line, column: column, field.message)
    }
}
