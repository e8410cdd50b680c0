/// How a file is imported.
public struct ImportOptions: Sendable {
    /// Nil: told by the columns.
    public var format: ImportFormat?
    /// Writes nothing; the report says what would have happened.
    public var isDryRun: Bool
    /// Leaves out products with a problem, whole, instead of refusing the file.
    public var skipsBadRows: Bool
    /// What the file's stock does to products that have some.
    public var stock: StockMode
    /// Forgets that an import of this file was stopped: what it wrote stays, and the file is imported from its first product,
    /// as another delivery than those of other files that are unfinished, which stay so.
    public var fromStart: Bool
    /// Whether another process uses the store now that must be let in between transactions.
    public var isShared: @Sendable () -> Bool

    public init(
        format: ImportFormat? = nil,
        isDryRun: Bool = false,
        skipsBadRows: Bool = false,
        stock: StockMode = .keep,
        fromStart: Bool = false,
        isShared: @escaping @Sendable () -> Bool = { false }
    ) {
        self.format = format
        self.isDryRun = isDryRun
        self.skipsBadRows = skipsBadRows
        self.stock = stock
        self.fromStart = fromStart
        self.isShared = isShared
    }
}
