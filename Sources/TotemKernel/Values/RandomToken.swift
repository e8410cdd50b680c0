/// Unguessable text: 32 bytes of the system's cryptographic random numbers, in base64url (43 characters).
public enum RandomToken {
    public static let length = 43

    public static func make() -> String { Base64URL.encode(bytes()) }

    /// The 32 bytes themselves.
    static func bytes() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        for _ in 0..<4 {
            withUnsafeBytes(of: generator.next()) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }
}
