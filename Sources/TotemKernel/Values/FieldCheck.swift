/// Collects every objection to a form, so that it is mended once.
///
/// ```swift
/// var check = FieldCheck()
/// let email = check.attempt { () throws(KernelError) in try Email(text) }
/// guard let email, check.isPassed else { throw check.error }
/// ```
public struct FieldCheck {
    private var fields: [KernelError.Field] = []
    /// Whether one of them is badly written, and one names what is not there; the others do not go together.
    private var hasInvalid = false
    private var hasUnknown = false

    public init() {}

    public var isPassed: Bool { fields.isEmpty }

    /// All objections in one. What is badly written has to be mended first, so that it says what kind of error it is.
    public var error: KernelError {
        if hasInvalid { return .invalid(fields) }
        return hasUnknown ? .unknown(fields) : .impossible(fields)
    }

    public mutating func object(_ fields: [KernelError.Field]) {
        self.fields += fields
        hasInvalid = true
    }

    mutating func object(_ field: String, _ message: String) { object([KernelError.Field(field, message)]) }

    /// The field names what is not there.
    mutating func miss(_ field: String, _ message: String) {
        fields.append(KernelError.Field(field, message))
        hasUnknown = true
    }

    /// The field does not go with others, or with how things are.
    mutating func refuse(_ field: String, _ message: String) { fields.append(KernelError.Field(field, message)) }

    mutating func text(_ text: String, _ field: String, _ rule: TextRule) {
        if let objection = rule.objection(to: text) { object(field, objection) }
    }

    /// What `body` makes; nil when it objects.
    public mutating func attempt<Value>(_ body: () throws(KernelError) -> Value) -> Value? {
        do {
            return try body()
        } catch {
            fields += error.fields.isEmpty ? [KernelError.Field("body", error.detail)] : error.fields
            switch error.kind {
            case .notFound: hasUnknown = true
            case .conflict: break
            default: hasInvalid = true
            }
            return nil
        }
    }
}
