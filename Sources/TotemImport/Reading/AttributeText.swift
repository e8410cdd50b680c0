import TotemKernel

/// What an attribute may hold.
enum AttributeText {
    static let refusal = "is too long for an attribute"
    private static let largestName = 100

    static func fits(_ name: String, _ value: String) -> Bool {
        name.unicodeScalars.count <= largestName && value.unicodeScalars.count <= Attribute.largestValue
    }
}
