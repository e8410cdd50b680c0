internal import TotemStore

/// The parameters of one run, in PostgreSQL's binary format: numbers big-endian, texts and blobs as they are.
struct Parameters {
    private(set) var bytes: [UInt8] = []
    /// Where each value begins in `bytes`; nil: NULL.
    private(set) var starts: [Int?] = []
    private(set) var lengths: [Int32] = []
    /// 1: binary, 0: text.
    private(set) var formats: [Int32] = []

    /// - Parameters:
    ///   - values: one for each of `types`.
    ///   - types: what the server takes each parameter for.
    /// - Throws: ``StoreError`` `.constraint` when a value can't be what the server takes it for.
    init(_ values: [SQLValue], as types: [TypeID]) throws {
        for (index, value) in values.enumerated() { try append(value, as: types[index], number: index + 1) }
    }

    private mutating func append(_ value: SQLValue, as type: TypeID, number: Int) throws {
        switch (value, type) {
        case (.null, _):
            starts.append(nil)
            lengths.append(0)
            formats.append(1)
        case (.integer(let integer), _):
            try append(integer, as: type, number)
        case (.real(let real), _):
            try append(real, as: type, number)
        case (.text(let text), _):
            try append(text, as: type, number)
        case (.blob(let blob), .bytes):
            put(blob)
        case (.blob, _):
            throw Self.misfit("a blob", type, number)
        }
    }

    private mutating func append(_ integer: Int64, as type: TypeID, _ number: Int) throws {
        switch type {
        case .int8:
            put(bigEndian: integer)
        case .int4, .oid:
            guard let small = Int32(exactly: integer) else { throw Self.misfit("\(integer)", type, number) }
            put(bigEndian: small)
        case .int2:
            guard let small = Int16(exactly: integer) else { throw Self.misfit("\(integer)", type, number) }
            put(bigEndian: small)
        case .bool:
            put([integer == 0 ? 0 : 1])
        case .float8:
            put(bigEndian: Double(integer).bitPattern)
        case .bytes, .int8List, .textList:
            throw Self.misfit("an integer", type, number)
        default:
            // A TEXT column keeps a number as its digits, on SQLite too.
            put(integer.description.utf8, format: 0)
        }
    }

    private mutating func append(_ real: Double, as type: TypeID, _ number: Int) throws {
        switch type {
        case .float8:
            put(bigEndian: real.bitPattern)
        case .int8, .int4, .int2, .oid, .bool:
            guard let integer = Int64(exactly: real) else { throw Self.misfit("\(real)", type, number) }
            try append(integer, as: type, number)
        case .bytes, .int8List, .textList:
            throw Self.misfit("a real", type, number)
        default:
            put(real.description.utf8, format: 0)
        }
    }

    private mutating func append(_ text: String, as type: TypeID, _ number: Int) throws {
        switch type {
        case .int8, .int4, .int2, .oid, .bool:
            guard let integer = Int64(text) else { throw Self.misfit("a text", type, number) }
            try append(integer, as: type, number)
        case .float8:
            guard let real = Double(text) else { throw Self.misfit("a text", type, number) }
            put(bigEndian: real.bitPattern)
        case .bytes:
            throw Self.misfit("a text", type, number)
        case .int8List, .textList:
            guard let list = Self.array(fromJSON: Array(text.utf8)) else {
                throw Self.misfit("a text", type, number)
            }
            put(list, format: 0)
        default:
            guard !text.utf8.contains(0) else {
                throw StoreError(
                    .constraint,
                    "the text for parameter $\(number) holds a NUL character, which PostgreSQL can't store; remove it"
                )
            }
            put(text.utf8, format: type == .numeric ? 0 : 1)
        }
    }

    /// What the server writes `["a","b\"c\t\u0001"]`, the text of a ``SQLList``: `{"a","b\"c<tab><1>"}`. Nil for another text,
    /// or one with a NUL.
    private static func array(fromJSON text: [UInt8]) -> [UInt8]? {
        guard text.count >= 2, text.first == UInt8(ascii: "["), text.last == UInt8(ascii: "]") else { return nil }
        var array = [UInt8(ascii: "{")]
        array.reserveCapacity(text.count)
        var rest = text[1..<(text.count - 1)]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                array.append(byte)
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "n"): array.append(0x0A)
            case UInt8(ascii: "r"): array.append(0x0D)
            case UInt8(ascii: "t"): array.append(0x09)
            case UInt8(ascii: "u"):
                let digits = String(decoding: rest.prefix(4), as: UTF8.self)
                guard let character = UInt8(digits, radix: 16), character > 0 else { return nil }
                array.append(character)
                rest = rest.dropFirst(4)
            case let escaped?: array += [byte, escaped]
            case nil: return nil
            }
        }
        return array + [UInt8(ascii: "}")]
    }

    private mutating func put(_ value: some Collection<UInt8>, format: Int32 = 1) {
        starts.append(bytes.count)
        lengths.append(Int32(value.count))
        formats.append(format)
        bytes.append(contentsOf: value)
        // A value in text format ends with a NUL.
        bytes.append(0)
    }

    private mutating func put(bigEndian value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { put($0) }
    }

    private static func misfit(_ what: String, _ type: TypeID, _ number: Int) -> StoreError {
        StoreError(
            .constraint,
            "parameter $\(number) is \(what), which can't be \(type.name) as the statement needs it"
        )
    }
}
