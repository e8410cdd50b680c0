/// Collects every objection to a form, so that it is mended once.
///
/// ```swift
/// var check = FieldCheck()
/// let email = check.attempt { () throws(KernelError) in try Email(text) }
/// guard let email, check.isPassed else { throw check.error }
/// ```
public struct FieldCheck {
    private var fields: [KernelError.Field] = []
    /// Whether one of them is bad; the others name what is not there.
    private var hasInvalid = false

    public init() {}

    public var isPassed: Bool { fields.isEmpty }
    /// How many objections there are.
    public var count: Int { fields.count }

    /// All objections in one. What is bad has to be mended first, so that it says what kind of error it is.
    public var error: KernelError { hasInvalid ? .invalid(fields) : .unknown(fields) }

    public mutating func object(_ fields: [KernelError.Field]) {
        self.fields += fields
        hasInvalid = true
    }

    mutating func object(_ field: String, _ message: String) { object([KernelError.Field(field, message)]) }

    /// The field names what is not there.
    mutating func miss(_ field: String, _ message: String) {
        fields.append(KernelError.Field(field, message))
    }

    mutating func text(_ text: String, _ field: String, _ rule: TextRule) {
        if let objection = rule.objection(to: text) { object(field, objection) }
    }

    /// What `body` makes; nil when it objects.
    public mutating func attempt<Value>(_ body: () throws(KernelError) -> Value) -> Value? {
        do {
            return try body()
        } catch {
            fields += error.fields.isEmpty ? [KernelError.Field("body", error.detail)] : error.fields
            hasInvalid = hasInvalid || error.kind != .notFound
            return nil
        }
    }
}
