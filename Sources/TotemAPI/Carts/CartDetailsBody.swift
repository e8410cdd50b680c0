import TotemKernel

/// What is said beside the lines: a member that is missing stays as it is, null takes it away.
struct CartDetailsBody: Decodable {
    let email: Change<String>
    let billing_address: Change<AddressBody>
    let locale: Change<String>
    let note: Change<String>
    let metadata: Change<JSONValue>

    static let schema = Schema.form(
        [:],
        optional: [
            "email": .email.orNull, "billing_address": AddressBody.schema.orNull,
            "locale": .locale.orNull, "note": .text(CartDetails.noteRule).orNull,
            "metadata": Schema.metadata(.json).orNull.described("by name; null takes out what has that name"),
        ]
    )

    func checked() throws(KernelError) -> CartDetailsChange {
        var check = FieldCheck()
        let email = check.change(self.email) { email throws(KernelError) in try Email(email) }
        let billing = check.change(billing_address) { address throws(KernelError) in
            try address.address(field: "billing_address")
        }
        let locale = check.change(self.locale) { locale throws(KernelError) in try LanguageTag(locale) }
        _ = check.change(note) { note throws(KernelError) in try CartDetails.note(note) }
        guard check.isPassed else { throw check.error }
        return CartDetailsChange(
            email: email,
            billingAddress: billing,
            locale: locale,
            note: note,
            metadata: metadata
        )
    }
}

struct CartDetailsChange: Sendable {
    let email: Change<Email>
    let billingAddress: Change<Address>
    let locale: Change<LanguageTag>
    let note: Change<String>
    let metadata: Change<JSONValue>

    func apply(to details: inout CartDetails) throws(KernelError) {
        details.email = email.applied(to: details.email)
        details.billingAddress = billingAddress.applied(to: details.billingAddress)
        details.locale = locale.applied(to: details.locale)
        try details.setNote(note.applied(to: details.note))
        if case .set(let new) = metadata {
            details.metadata =
                try new.map { new throws(KernelError) in
                    try Metadata.merge(new, into: details.metadata)
                } ?? nil
        }
    }
}

extension FieldCheck {
    /// A change whose value is checked.
    mutating func change<Given: Sendable, Checked: Sendable>(
        _ change: Change<Given>,
        _ check: (Given) throws(KernelError) -> Checked
    ) -> Change<Checked> {
        switch change {
        case .unchanged: .unchanged
        case .set(nil): .set(nil)
        case .set(let given?): .set(attempt { () throws(KernelError) in try check(given) })
        }
    }
}
