/// How large the parts of a product may be.
public enum CatalogLimits {
    /// A product's description.
    package static let description = TextRule(0...65_536, allowsLines: true)
    /// Categories of one product.
    public static let categories = 50
    /// Attributes of one product.
    public static let attributes = 200
    /// Images of one product.
    public static let images = 250
    /// The largest length, width or height, in whichever unit the shop gives.
    public static let dimension = 1_000_000.0
    /// Bytes of the JSON of a product's dimensions.
    public static let dimensions = 4096
    /// Variants of one product.
    public static let variants = 2048
    /// Options of one variant.
    public static let options = 20
    /// The largest price, in minor units.
    public static let price: Int64 = 1_000_000_000_000
    /// The largest weight, in grams: a thousand tonnes.
    public static let weight: Int64 = 1_000_000_000
    /// The largest number of units of one thing in one warehouse.
    public static let stock: Int64 = 1_000_000_000
}
