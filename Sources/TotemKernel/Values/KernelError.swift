/// An error for the people who use the shop: what was given, what is allowed, what to do.
///
/// One function of the server maps it to `application/problem+json`, one of the command line to a line of text.
/// Every feature makes its own in an extension beside the code that throws them.
public struct KernelError: Error, Sendable, CustomStringConvertible {
    /// What a caller decides by. HTTP gives each a status.
    public enum Kind: Sendable {
        /// Bad values: 422.
        case invalid
        /// No credentials, or bad ones: 401.
        case unauthenticated
        /// Known, and not allowed: 403.
        case forbidden
        /// 404.
        case notFound
        /// There is no money: 402.
        case paymentRequired
        /// The thing is in another state than the request needs: 409.
        case conflict
        /// `If-Match` named an older version: 412.
        case stale
        /// Too many tries: 429.
        case throttled
        /// Something that this node needs is not there now: 503.
        case unavailable
    }

    /// One bad field of the input.
    public struct Field: Sendable, Codable, Hashable {
        /// Its path in the request: `items[2].quantity`.
        public let field: String
        public let message: String

        public init(_ field: String, _ message: String) {
            self.field = field
            self.message = message
        }
    }

    public let kind: Kind
    /// A stable name for programs in kebab case: `insufficient-stock`.
    public let code: String
    /// The plugin whose code and words these are; nil: the core's.
    public let plugin: String?
    /// A sentence for people.
    public let detail: String
    public let fields: [Field]
    /// Seconds until it is worth trying again.
    public let retryAfter: Int?
    /// The cart as it is now, when it is not what the buyer takes it for.
    public let cart: Cart?

    public init(
        _ kind: Kind,
        _ code: String,
        _ detail: String,
        fields: [Field] = [],
        retryAfter: Int? = nil,
        cart: Cart? = nil,
        by plugin: String? = nil
    ) {
        self.kind = kind
        self.plugin = plugin
        self.code = code
        self.detail = detail
        self.fields = fields
        self.retryAfter = retryAfter
        self.cart = cart
    }

    public var description: String { detail }

    /// One field is bad. `message` goes on from the field's name: "must not be empty".
    public static func invalid(_ field: String, _ message: String) -> KernelError {
        invalid([Field(field, message)])
    }

    /// What a field names is something else's already.
    static func taken(_ fields: [Field]) -> KernelError { of(.conflict, "already-exists", fields) }

    /// Several fields are bad.
    public static func invalid(_ fields: [Field]) -> KernelError { of(.invalid, "invalid-fields", fields) }

    /// A field is written as it should be, and names something that is not there: 404. `message` goes on from the field's
    /// name.
    public static func unknown(_ field: String, _ message: String) -> KernelError { unknown([Field(field, message)]) }

    static func unknown(_ fields: [Field]) -> KernelError { of(.notFound, "not-found", fields) }

    /// Whether it is the core's and objects to what the request says, not to what became of it.
    public var isAboutFields: Bool {
        plugin == nil && !fields.isEmpty && ["invalid-fields", "not-found"].contains(code)
    }

    /// Who sends thousands of bad fields is not told of each: an answer is not to be many times its request.
    public static let mostFields = 100

    private static func of(_ kind: Kind, _ code: String, _ all: [Field]) -> KernelError {
        let fields = Array(all.prefix(mostFields))
        var words = fields.map { "\($0.field): \($0.message)" }
        if all.count > mostFields { words.append("and more") }
        return KernelError(kind, code, words.joined(separator: "; "), fields: fields)
    }

    /// Nothing by that name: "There is no product 12."
    public static func notFound(_ what: String) -> KernelError {
        KernelError(.notFound, "not-found", "There is no \(what).")
    }
}
