/// A request to `/v1/x/{plugin}/…`, as a plugin sees it.
public struct PluginRequest: Sendable {
    public let method: String
    /// Below the plugin's root, as it came: `/coupons/12`, `/files/a%2Fb`.
    public let path: String
    /// Values of the query string; of a name that is given twice, the last one.
    public let query: [String: String]
    /// The body as it came; empty when there was none.
    public let body: [UInt8]
    /// The body, read before any transaction began; nil when it is no JSON.
    public let json: JSONValue?
    /// A header by its name in lower case; nil when it is not there.
    public let header: @Sendable (String) -> String?

    public init(
        method: String,
        path: String,
        query: [String: String],
        body: [UInt8],
        json: JSONValue?,
        header: @escaping @Sendable (String) -> String? = { _ in nil }
    ) {
        self.header = header
        self.method = method
        self.path = path
        self.query = query
        self.body = body
        self.json = json
    }
}

/// A plugin's answer: a status, and content or where else to go.
public struct PluginResponse: Sendable {
    public struct Content: Sendable {
        public let bytes: [UInt8]
        /// Nil: JSON text.
        public let type: String?
        /// What a browser saves it as; nil: it shows it.
        public let fileName: String?

        public init(json bytes: [UInt8]) {
            self.bytes = bytes
            type = nil
            fileName = nil
        }

        public init(_ bytes: [UInt8], type: String, fileName: String?) {
            self.bytes = bytes
            self.type = type
            self.fileName = fileName
        }
    }

    public let status: Int
    /// Nil for 204, and for who is sent elsewhere.
    public let content: Content?
    public let location: String?

    public init(status: Int, content: Content?, location: String? = nil) {
        self.status = status
        self.content = content
        self.location = location
    }
}

/// A route that a plugin has registered, for people.
public struct PluginRouteDescription: Sendable, Hashable {
    public let plugin: String
    public let method: String
    /// Below the plugin's root, parameters in braces: `/coupons/{id}`.
    public let path: String
    /// Whom it lets in; nil: everybody.
    public let role: Role?
    public let summary: String?
    /// JSON Schema of an object whose members are the query's parameters; nil: it does not say.
    public let query: JSONValue?
    /// JSON Schema; nil: it does not say.
    public let body: JSONValue?
    /// JSON Schemas that the body may refer to as `#/schemas/NAME`, by their names.
    public let schemas: [String: JSONValue]
    /// JSON Schema of each answer by its status; nil: one without a body.
    public let answers: [Int: JSONValue?]

    public init(
        plugin: String,
        method: String,
        path: String,
        role: Role?,
        summary: String? = nil,
        query: JSONValue? = nil,
        body: JSONValue? = nil,
        schemas: [String: JSONValue] = [:],
        answers: [Int: JSONValue?] = [:]
    ) {
        self.summary = summary
        self.query = query
        self.body = body
        self.schemas = schemas
        self.answers = answers
        self.plugin = plugin
        self.method = method
        self.path = path
        self.role = role
    }
}

/// What a path leads to in one set of plugins.
public enum PluginRouteMatch {
    case found(any PluginRoute)
    /// The path exists with these methods only.
    case otherMethods([String])
    case none
}

/// What a plugin's route runs in.
public enum PluginRouteAccess: Sendable {
    /// A transaction that can only read.
    case reads
    /// One that may write.
    case writes
    /// None; it opens short ones, and may use the network.
    case outside
}

/// One route of an active plugin, with the parameters of its path already taken out.
public protocol PluginRoute: Sendable {
    /// Whom the plugin lets in; nil: everybody.
    var role: Role? { get }
    var access: PluginRouteAccess { get }
    /// Looks at a request before anything else is done for it.
    /// - Throws: ``KernelError`` naming what the plugin's own description does not allow.
    func check(_ request: PluginRequest) throws(KernelError)
    /// Runs the plugin's handler on the call's transaction: of a route that reads or writes.
    /// - Throws: ``KernelError`` when the plugin vetoes, fails or answers with something that is no JSON.
    func answer(_ request: PluginRequest, in call: HookCall) throws -> PluginResponse
    /// The same outside of any transaction, on a thread on which it may wait.
    func answerOutside(_ request: PluginRequest, _ context: RequestContext) async throws -> PluginResponse
}

extension PluginRoute {
    /// Of a route without a description.
    public func check(_ request: PluginRequest) throws(KernelError) {}
}
