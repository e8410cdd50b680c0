/// One value as the engines know it: the five storage classes of SQLite's STRICT tables, which
/// PostgreSQL stores as BIGINT, DOUBLE PRECISION, TEXT and BYTEA.
public enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
}

/// A type that can be a statement's parameter.
public protocol SQLEncodable {
    var sqlValue: SQLValue { get }
}

/// A type that can be read from a column.
public protocol SQLDecodable {
    /// Reads column `index` (from 0) of the current row.
    /// - Throws: ``StoreError`` with code `.decoding` when the column holds something else.
    static func decode(_ row: Row, at index: Int) throws -> Self
}

public typealias SQLCodable = SQLEncodable & SQLDecodable

extension SQLValue: SQLEncodable {
    public var sqlValue: SQLValue { self }
}

extension Int64: SQLCodable {
    public var sqlValue: SQLValue { .integer(self) }

    public static func decode(_ row: Row, at index: Int) throws -> Int64 {
        guard row.statement.kind(at: index) == .integer else { throw row.unexpected(index, "an integer") }
        return row.statement.integer(at: index)
    }
}

extension Int: SQLCodable {
    public var sqlValue: SQLValue { .integer(Int64(self)) }

    public static func decode(_ row: Row, at index: Int) throws -> Int { Int(try Int64.decode(row, at: index)) }
}

extension Bool: SQLCodable {
    /// Truth is 1 and falsehood 0: STRICT tables have no boolean.
    public var sqlValue: SQLValue { .integer(self ? 1 : 0) }

    public static func decode(_ row: Row, at index: Int) throws -> Bool { try Int64.decode(row, at: index) != 0 }
}

extension Double: SQLCodable {
    public var sqlValue: SQLValue { .real(self) }

    public static func decode(_ row: Row, at index: Int) throws -> Double {
        switch row.statement.kind(at: index) {
        case .real: return row.statement.real(at: index)
        case .integer: return Double(row.statement.integer(at: index))
        case .text, .blob, .null: throw row.unexpected(index, "a number")
        }
    }
}

extension String: SQLCodable {
    public var sqlValue: SQLValue { .text(self) }

    public static func decode(_ row: Row, at index: Int) throws -> String {
        guard row.statement.kind(at: index) == .text else { throw row.unexpected(index, "text") }
        return row.statement.text(at: index)
    }
}

extension [UInt8]: SQLCodable {
    public var sqlValue: SQLValue { .blob(self) }

    public static func decode(_ row: Row, at index: Int) throws -> [UInt8] {
        guard row.statement.kind(at: index) == .blob else { throw row.unexpected(index, "a blob") }
        return row.statement.blob(at: index)
    }
}

extension Optional: SQLEncodable where Wrapped: SQLEncodable {
    public var sqlValue: SQLValue {
        switch self {
        case .some(let value): value.sqlValue
        case .none: .null
        }
    }
}

extension Optional: SQLDecodable where Wrapped: SQLDecodable {
    public static func decode(_ row: Row, at index: Int) throws -> Wrapped? {
        row.statement.kind(at: index) == .null ? nil : try Wrapped.decode(row, at: index)
    }
}

extension SQLEncodable where Self: RawRepresentable, RawValue: SQLEncodable {
    public var sqlValue: SQLValue { rawValue.sqlValue }
}

extension SQLDecodable where Self: RawRepresentable, RawValue: SQLDecodable {
    public static func decode(_ row: Row, at index: Int) throws -> Self {
        let raw = try RawValue.decode(row, at: index)
        guard let value = Self(rawValue: raw) else { throw row.unexpected(index, "a \(Self.self), not \(raw)") }
        return value
    }
}
