/// A whole SQL statement, written as a literal in the source.
///
/// There is no way to make one from a computed string, so a value can reach a statement only as a
/// parameter (`$1`, `$2`, …). The address of the literal is its identity: looking up the prepared
/// statement costs one pointer hash, however long the text is.
///
/// The text is the dialect that SQLite and PostgreSQL share. `= ANY($1)` in it takes a ``SQLList``. Two literals with equal text are two
/// statements, which costs a second prepared statement and nothing else.
public struct SQL: ExpressibleByStringLiteral, Sendable {
    public let literal: StaticString

    public init(stringLiteral value: StaticString) {
        precondition(value.hasPointerRepresentation, "an SQL statement is longer than one character")
        literal = value
    }

    /// The statement's text.
    public var text: String { literal.description }

    /// What tells this statement from every other: the address of its literal.
    public var identity: UnsafeRawPointer { UnsafeRawPointer(literal.utf8Start) }
}
