internal import CTotem
internal import TotemKernel
internal import TotemStore

/// Values of services as others than plugins have them: as JSON, as texts of a command line, and as SQL's.
enum ServiceValues {
    static let largestText = 1 << 20

    /// What is wrong with a value; nil when nothing is.
    /// Inlined, for each service's result is looked at.
    @inline(__always)
    static func objection(to value: totem_value, as type: ServiceSignature.ValueType) -> String? {
        switch type {
        case .integer, .boolean: nil
        case .real: value.d.isFinite ? nil : "is \(value.d), which is no number that JSON and SQL have"
        case .text, .json: objection(to: value.s, as: type)
        }
    }

    /// What is wrong with a text; nil when nothing is. No text is a value of `s`, and none of `j`.
    static func objection(to text: totem_str, as type: ServiceSignature.ValueType) -> String? {
        guard let pointer = text.ptr else { return type == .json ? "is no text; JSON null is 'null'" : nil }
        guard text.fits(largestText) else { return "has more than 1 MiB" }
        let bytes = UnsafeRawBufferPointer(start: pointer, count: text.len)
        if type == .text, bytes.allSatisfy({ $0 < 0x80 }) { return nil }
        guard let string = String(validating: bytes, as: UTF8.self) else { return "is no UTF-8" }
        guard type == .json else { return nil }
        do {
            _ = try JSONValue(text: string)
            return nil
        } catch {
            return "is no JSON: \(error)"
        }
    }

    // MARK: - From and to JSON

    /// - Throws: ``KernelError`` that names every argument that is of another type, and how many there must be.
    static func read(_ values: [JSONValue], as signature: ServiceSignature, into arena: Arena) throws -> [totem_value] {
        var fields: [KernelError.Field] = []
        if values.count != signature.parameters.count {
            fields.append(KernelError.Field("args", signature.wrongCount(values.count)))
        }
        let read = zip(signature.parameters, values).enumerated().map { index, pair in
            guard let value = value(pair.1, as: pair.0, arena) else {
                fields.append(
                    KernelError.Field("args[\(index)]", "must be \(pair.0.name): the service is '\(signature.text)'")
                )
                return totem_value()
            }
            return value
        }
        guard fields.isEmpty else {
            throw KernelError(
                .invalid,
                "invalid-fields",
                fields.map { "\($0.field): \($0.message)" }.joined(separator: "; "),
                fields: fields
            )
        }
        return read
    }

    private static func value(
        _ json: JSONValue,
        as type: ServiceSignature.ValueType,
        _ arena: Arena
    ) -> totem_value? {
        switch (type, json) {
        case (.integer, .integer(let number)): totem_value(i: number)
        case (.real, .integer(let number)): totem_value(d: Double(number))
        case (.real, .number(let number)): totem_value(d: number)
        case (.boolean, .boolean(let flag)): totem_value(b: flag)
        case (.text, .string(let text)) where text.utf8.count <= largestText: totem_value(s: arena.put(text))
        case (.text, .null): totem_value(s: totem_str())
        case (.json, let value): totem_value(s: arena.put(value.text()))
        default: nil
        }
    }

    /// Nil for what JSON can't say.
    static func json(_ value: totem_value, of type: ServiceSignature.ValueType) -> JSONValue? {
        switch type {
        case .integer: .integer(value.i)
        case .real: value.d.isFinite ? .number(value.d) : nil
        case .boolean: .boolean(value.b)
        case .text: value.s.ptr == nil ? .null : value.s.exactString(atMost: largestText).map { .string($0) }
        case .json: value.s.exactString(atMost: largestText).flatMap { try? JSONValue(text: $0) }
        }
    }

    // MARK: - From texts

    /// Nil when the text is of another type.
    static func json(_ text: String, as type: ServiceSignature.ValueType) -> JSONValue? {
        switch type {
        case .integer: Int64(text).map { .integer($0) }
        case .real: Double(text).flatMap { $0.isFinite ? .number($0) : nil }
        case .boolean: text == "true" ? .boolean(true) : text == "false" ? .boolean(false) : nil
        case .text: .string(text)
        case .json: try? JSONValue(text: text)
        }
    }

    // MARK: - From and to SQL

    /// Nil when the value is of another type.
    static func value(_ sql: SQLValue, as type: ServiceSignature.ValueType, _ arena: Arena) -> totem_value? {
        switch (type, sql) {
        case (.integer, .integer(let number)): totem_value(i: number)
        case (.real, .integer(let number)): totem_value(d: Double(number))
        case (.real, .real(let number)): totem_value(d: number)
        case (.boolean, .integer(let number)) where number == 0 || number == 1: totem_value(b: number == 1)
        case (.text, .text(let text)), (.json, .text(let text)): totem_value(s: arena.put(text))
        case (.text, .null): totem_value(s: totem_str())
        default: nil
        }
    }

    static func sql(_ value: totem_value, of type: ServiceSignature.ValueType?) -> SQLValue {
        switch type {
        case nil: .null
        case .integer: .integer(value.i)
        case .real: .real(value.d)
        case .boolean: .integer(value.b ? 1 : 0)
        case .text, .json: value.s.exactString(atMost: largestText).map { .text($0) } ?? .null
        }
    }
}

extension ServiceSignature {
    func wrongCount(_ count: Int) -> String {
        "must be \(parameters.count) values, not \(count): the service is '\(text)'"
    }
}
