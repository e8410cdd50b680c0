/// What a file's stock does to a product that has some already. What is new gets the file's stock in every mode.
public enum StockMode: String, Sendable, CaseIterable {
    /// Nothing: the store knows what was sold since.
    case keep
    /// It is a count: the stock is what the file says.
    case set
    /// It is a delivery: it comes to what is there.
    case add
}
