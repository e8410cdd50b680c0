internal import CTotem

/// SQL that is put together while the plugin runs, such as a condition that the shop's owner has described. What is interpolated
/// becomes a parameter, or is a fragment itself: no text that somebody has sent becomes SQL.
///
/// ```swift
/// let isOld: SQLFragment = "c.created_at < \(call.now)"
/// let ids = try call.query("SELECT c.id FROM v1_customers AS c WHERE \(isOld) AND c.id IN (\(list: some))") { $0.integer(0) }
/// ```
public struct SQLFragment: ExpressibleByStringInterpolation, Sendable {
    fileprivate enum Part: Sendable {
        case sql(String)
        case parameter(SQLValue)
    }

    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var parts: [Part] = []

        public init(literalCapacity: Int, interpolationCount: Int) {}

        public mutating func appendLiteral(_ sql: StaticString) { parts.append(.sql("\(sql)")) }

        public mutating func appendInterpolation(_ parameter: some SQLParameter) {
            parts.append(.parameter(parameter.sqlValue))
        }

        public mutating func appendInterpolation(_ fragment: SQLFragment) { parts += fragment.parts }

        /// A parameter for each, with commas between: of `IN (…)`, which must not be empty.
        public mutating func appendInterpolation(list parameters: [some SQLParameter]) {
            for (index, parameter) in parameters.enumerated() {
                if index > 0 { parts.append(.sql(", ")) }
                parts.append(.parameter(parameter.sqlValue))
            }
        }
    }

    fileprivate let parts: [Part]

    public init(stringInterpolation: StringInterpolation) { parts = stringInterpolation.parts }
    public init(stringLiteral sql: StaticString) { parts = [.sql("\(sql)")] }

    fileprivate init(_ parts: [Part]) { self.parts = parts }

    /// The statement's text, with its parameters numbered in the order in which they stand.
    fileprivate var statement: (sql: String, parameters: [SQLValue]) {
        var sql = ""
        var parameters: [SQLValue] = []
        for part in parts {
            switch part {
            case .sql(let text): sql += text
            case .parameter(let value):
                parameters.append(value)
                sql += "$\(parameters.count)"
            }
        }
        return (sql, parameters)
    }
}

extension [SQLFragment] {
    /// All of them, with another between each two.
    public func joined(by separator: SQLFragment) -> SQLFragment {
        SQLFragment([SQLFragment.Part](map(\.parts).joined(separator: separator.parts)))
    }
}

extension Call {
    /// Runs a statement.
    /// - Returns: how many rows it changed.
    @discardableResult
    public func execute(_ fragment: SQLFragment) throws -> Int64 { try changes(of: start(fragment)) }

    /// Every row.
    public func query<Value>(_ fragment: SQLFragment, row decode: (Row) throws -> Value) throws -> [Value] {
        try rows(of: start(fragment), decode)
    }

    func start(_ fragment: SQLFragment) throws -> UnsafeMutablePointer<totem_stmt> {
        let (sql, parameters) = fragment.statement
        return try sql.withCString { try start($0, parameters) }
    }
}
