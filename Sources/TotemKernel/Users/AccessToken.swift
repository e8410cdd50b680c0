private import Crypto

/// What a client sends as `Authorization: Bearer`: a prefix that says what it is, and 32 random bytes.
///
/// The store keeps its SHA-256 alone. The tokens are random over their whole length, so a plain hash is as good as
/// a slow one, and they are found by it with one look into an index.
public struct AccessToken: Sendable, Hashable {
    public enum Kind: Sendable {
        /// Made by a log-in.
        case session
        /// Made by an administrator for a program.
        case key

        var prefix: String {
            switch self {
            case .session: "totem_s_"
            case .key: "totem_k_"
            }
        }
    }

    public let kind: Kind
    /// The whole token. Secret: it is shown once and never logged.
    public let text: String

    /// Makes a new one.
    init(_ kind: Kind) {
        self.kind = kind
        text = kind.prefix + RandomToken.make()
    }

    /// Nil when `text` can't be a token, so that nonsense is not looked up.
    public init?(_ text: String) {
        let kind: Kind? = text.hasPrefix(Kind.session.prefix) ? .session : text.hasPrefix(Kind.key.prefix) ? .key : nil
        guard let kind, text.utf8.count == kind.prefix.utf8.count + RandomToken.length else { return nil }
        self.kind = kind
        self.text = text
    }

    var hash: [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }
}
