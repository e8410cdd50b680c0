import TotemKernel
import TotemStore

extension DraftedProduct {
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
