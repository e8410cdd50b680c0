/// What an attribute may hold.
enum AttributeText {
    static let refusal = "is too long for an attribute, or holds line breaks"
    private static let largest = 255

    static func fits(_ name: String, _ value: String) -> Bool {
        name.unicodeScalars.count <= largest && value.unicodeScalars.count <= largest
            && value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }
}
