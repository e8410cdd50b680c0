internal import CTotem
internal import TotemKernel
internal import TotemStore

/// Services as functions of a plugin's SQL, where the engine runs in this process.
extension CallFrame: SQLFunctions {
    func hasFunction(_ name: String) -> Bool { services?.services(behindFunction: name).isEmpty == false }

    func callFunction(_ name: String, _ arguments: [SQLValue]) throws -> SQLValue {
        do {
            return try value(ofFunction: name, arguments)
        } catch {
            // SQLite keeps a sentence of an error, and no more.
            functionFailure = functionFailure ?? "\(error)"
            throw error
        }
    }

    private func value(ofFunction name: String, _ arguments: [SQLValue]) throws -> SQLValue {
        let found = services?.services(behindFunction: name) ?? []
        guard let callee = found.first else {
            throw PluginProblem("\(name) is no service of a plugin that is on")
        }
        guard found.count == 1 else {
            let names = found.map(\.name).sorted().joined(separator: " and ")
            throw PluginProblem("\(name) can't be called from SQL: it is \(names); call one with totem_invoke")
        }
        let signature = callee.signature
        guard arguments.count == signature.parameters.count else {
            throw PluginProblem(
                "\(name) takes \(signature.parametersInWords), not \(arguments.count): it is '\(signature.text)'"
            )
        }
        let memory = Arena()
        let values = try zip(signature.parameters, arguments).enumerated().map { index, pair in
            guard let value = ServiceValues.value(pair.1, as: pair.0, memory) else {
                throw PluginProblem(
                    "argument \(index + 1) of \(name) must be \(pair.0.name), not \(pair.1.kindName): it is '\(signature.text)'"
                )
            }
            return value
        }
        var answer = totem_value()
        let status = values.withUnsafeBufferPointer { run(callee, $0.baseAddress, &answer, onlyReads: true) }
        guard status == TOTEM_OK else { throw PluginProblem(lastError) }
        return ServiceValues.sql(answer, of: signature.result)
    }
}

extension ServiceTable {
    /// A service that a plugin's text calls as a function; nil when it calls none.
    func serviceCalled(in text: String) -> Callee? {
        guard text.contains("totem_") else { return nil }
        let words = text.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "_") }
        return words.lazy.compactMap { self.services(behindFunction: String($0)).first }.first
    }
}

extension Callee {
    /// A server can't call into a library of this process.
    var refusalOnPostgres: String {
        "SQL can't call \(name) on PostgreSQL, whose server is another process: read the rows, and call it with "
            + "totem_invoke for each"
    }
}

extension SQLValue {
    fileprivate var kindName: String {
        switch self {
        case .null: "NULL"
        case .integer: "a whole number"
        case .real: "a fraction"
        case .text: "a text"
        case .blob: "a blob"
        }
    }
}
