package import TotemKernel

/// The parameters of a query string. Those of the shop's own routes were found known, given once and not blank before
/// the route is asked: see ``QueryNames``. A plugin's may be anything; of a name that is given twice it has the last value.
package struct Query: Sendable {
    /// In the order of the query string.
    package let items: [(name: String, value: String)]

    /// - Throws: ``KernelError`` when an escape is broken.
    init(_ text: Substring) throws(KernelError) {
        var items: [(name: String, value: String)] = []
        for item in text.split(separator: "&") {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = PercentDecoding.decode(parts[0], plusIsSpace: true)
            let value = PercentDecoding.decode(parts.count == 2 ? parts[1] : "", plusIsSpace: true)
            guard let name, let value else {
                throw .invalid(String(parts[0]), "is not percent-encoded UTF-8; a percent sign itself is %25")
            }
            items.append((name, value))
        }
        self.items = items
    }

    /// Nil when it is missing or empty.
    package subscript(name: String) -> String? {
        guard let value = items.last(where: { $0.name == name })?.value, !value.isEmpty else { return nil }
        return value
    }

    /// A whole number of 0 and more.
    /// - Throws: ``KernelError`` naming the parameter when it is none, or is written in another way than plain digits.
    package func integer(_ name: String) throws(KernelError) -> Int64? {
        guard let text = self[name] else { return nil }
        guard let number = Int64(canonical: text) else {
            throw .invalid(
                name,
                "must be a whole number in plain digits, at most \(Int64.max), not '\(text.prefix(100))'"
            )
        }
        return number
    }

    /// - Throws: ``KernelError`` naming the parameter when it is neither `true` nor `false`.
    package func boolean(_ name: String) throws(KernelError) -> Bool? {
        switch self[name] {
        case nil: return nil
        case "true", "1": return true
        case "false", "0": return false
        case .some(let text): throw .invalid(name, "must be true or false, not '\(text)'")
        }
    }

    /// One of the raw values of `Choice`.
    /// - Throws: ``KernelError`` naming the parameter and what is allowed.
    package func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String,
        as type: Choice.Type = Choice.self
    ) throws(KernelError) -> Choice? where Choice.RawValue == String {
        guard let text = self[name] else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let allowed = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw .invalid(name, "must be one of \(allowed), not '\(text)'")
        }
        return choice
    }

    /// - Throws: ``KernelError`` naming the parameter when it is no RFC 3339.
    package func time(_ name: String) throws(KernelError) -> Timestamp? {
        guard let text = self[name] else { return nil }
        guard let time = Timestamp(rfc3339: text) else {
            throw .invalid(name, "must be a time such as 2026-11-24T09:30:00Z, not '\(text.prefix(100))'")
        }
        return time
    }

    /// What stands between commas; empty when the parameter is missing.
    package func list(_ name: String) -> [Substring] {
        self[name]?.split(separator: ",", omittingEmptySubsequences: false) ?? []
    }

    /// `limit` and `cursor`, as every list takes them.
    package func page() throws(KernelError) -> PageRequest {
        guard let limit = try integer("limit") else { return try PageRequest(cursor: self["cursor"]) }
        return try PageRequest(limit: Int(limit), cursor: self["cursor"])
    }
}

/// `%41` (RFC 3986 §2.1).
enum PercentDecoding {
    /// The text, composed as the store keeps texts. Nil when an escape is broken, the bytes are no UTF-8, or a NUL is among them.
    static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String? {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else {
            return String(text).composed()
        }
        var bytes: [UInt8] = []
        var rest = text.utf8.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.next().flatMap(digit), let low = rest.next().flatMap(digit) else { return nil }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(0x20)
            default: bytes.append(byte)
            }
        }
        guard !bytes.contains(0) else { return nil }
        return String(validating: bytes, as: UTF8.self)?.composed()
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        Character(Unicode.Scalar(byte)).hexDigitValue.map(UInt8.init)
    }
}
