internal import CTotem

/// A decision of the plugin: no. It undoes what was about to happen; the client reads code and message.
public struct Veto: Error {
    /// One of 401, 403, 404, 409, 412, 422, 429, 503.
    public let status: Int32
    /// For programs: lower case letters, digits and '-'.
    public let code: String
    /// A sentence for people.
    public let message: String
    /// The fields that are wrong, with what is wrong about each; empty when it is not about fields.
    public let fields: [(field: String, message: String)]

    public init(_ code: String, _ message: String, status: Int32 = 422) {
        self.code = code
        self.message = message
        self.status = status
        fields = []
    }

    /// 422: fields of the input are wrong, contradict each other, or name what is not there; each message goes on from its
    /// field's name: "must not be empty".
    public init(fields: [(field: String, message: String)]) {
        self.init(422, "invalid-fields", fields)
    }

    private init(_ status: Int32, _ code: String, _ fields: [(field: String, message: String)]) {
        self.status = status
        self.code = code
        message = fields.map { "\($0.field): \($0.message)" }.joined(separator: "; ")
        self.fields = fields
    }

    public static func field(_ field: String, _ message: String) -> Veto {
        Veto(fields: [(field, message)])
    }

    /// 409: a field must be something that no other one has: "is taken".
    public static func taken(_ field: String, _ message: String) -> Veto {
        Veto(409, "already-exists", [(field, message)])
    }

    /// 409: nothing is wrong with a field, but how things are in the shop forbids it now: "names a zone that is full".
    public static func impossible(_ field: String, _ message: String) -> Veto {
        Veto(409, "not-possible", [(field, message)])
    }

    /// 404, where the path or the query names it.
    /// - Parameter what: "coupon 12"
    public static func notFound(_ what: String) -> Veto { Veto("not-found", "There is no \(what).", status: 404) }

    func report(to call: UnsafeMutablePointer<totem_call>) -> totem_status {
        var result = totem_status(TOTEM_VETO)
        for field in fields {
            result = field.field.withCString { name in
                Text.with(field.message) { totem_veto_field(call, name, $0) }
            }
        }
        // The fields alone say 422 and all of it.
        guard fields.isEmpty || status != 422 else { return result }
        return code.withCString { code in
            // What the host takes; a character that is cut in two grows by the sign for that.
            Text.with(String(decoding: message.utf8.prefix(490), as: UTF8.self)) {
                totem_problem(call, status, code, $0)
            }
        }
    }
}

/// A function of the host that could not be done. Let it pass through the hook: the host knows it already.
public struct HostError: Error {
    /// One of the TOTEM_… statuses below zero.
    public let status: Int32

    /// A value that must be unique is there already.
    public var isUniqueViolation: Bool { status == TOTEM_UNIQUE }

    /// There is nothing of that name: a service, say, of a plugin that is off.
    public var isNotFound: Bool { status == TOTEM_NOT_FOUND }

    /// Another plugin, whose service was called, says no.
    public var isVeto: Bool { status == TOTEM_VETO }

    static func check(_ status: totem_status) throws {
        guard status < 0 else { return }
        throw HostError(status: status)
    }
}

extension HostError {
    /// Writes what must be unique, and says no in the plugin's own words when it is there already.
    /// - Parameter veto: `.field("code", "is taken: there is a coupon with this code already")`
    public static func unique<Result>(
        else veto: @autoclosure () -> Veto,
        _ write: () throws -> Result
    ) throws -> Result {
        do {
            return try write()
        } catch let error as HostError where error.isUniqueViolation {
            throw veto()
        }
    }
}
