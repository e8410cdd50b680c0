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

    /// Fields of the input are wrong; each message goes on from its field's name: "must not be empty".
    public init(fields: [(field: String, message: String)]) {
        code = "invalid-fields"
        message = ""
        status = 422
        self.fields = fields
    }

    public static func field(_ field: String, _ message: String) -> Veto {
        Veto(fields: [(field, message)])
    }

    /// 404. Where the path or the query names it; a field of the body that names nothing is a wrong field.
    /// - Parameter what: "coupon 12"
    public static func notFound(_ what: String) -> Veto { Veto("not-found", "There is no \(what).", status: 404) }

    func report(to call: UnsafeMutablePointer<totem_call>) -> totem_status {
        guard !fields.isEmpty else {
            return code.withCString { code in
                Text.with(message) { totem_problem(call, status, code, $0) }
            }
        }
        var result = totem_status(TOTEM_VETO)
        for field in fields {
            result = field.field.withCString { name in
                Text.with(field.message) { totem_veto_field(call, name, $0) }
            }
        }
        return result
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
