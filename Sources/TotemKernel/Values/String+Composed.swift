extension String {
    /// The text in Unicode's Normalization Form C: `é` as one character, whether it came as one or as an `e` with its accent
    /// behind it, as some keyboards, file systems and programs write it.
    ///
    /// Swift takes both for equal, and a store does not. So all that comes in from outside is composed: names that look the
    /// same are the same, whoever compares them.
    package func composed() -> String {
        // Below U+0300, whose first byte is 0xCC, nothing is composed of others.
        guard utf8.contains(where: { $0 >= 0xCC }) else { return self }
        return String(decoding: _nfcCodeUnits, as: UTF8.self)
    }
}

extension JSONValue {
    /// The same with every text in it composed, names of members too.
    package func composed() -> JSONValue {
        switch self {
        case .string(let text): .string(text.composed())
        case .array(let elements): .array(elements.map { $0.composed() })
        case .object(let members):
            .object(Dictionary(members.map { ($0.composed(), $1.composed()) }) { first, _ in first })
        case .null, .boolean, .integer, .number: self
        }
    }
}
