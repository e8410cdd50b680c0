import TotemPluginKit

/// `/v1/x/taxes/vat-numbers`, and the service for whoever asks the member states.
enum VATNumberRoutes {
    static func register(_ registry: Registry) throws {
        try registry.route(.get, "/vat-numbers/{number}", for: .anyone, show)
        try registry.route(.put, "/vat-numbers/{number}", for: .storeManager, record)
        try registry.service("check_vat_number") { (_, text: String) -> Bool in VATNumber(text) != nil }
        try registry.service("record_vat_check") { (call, text: String, isValid: Bool) in
            guard let number = VATNumber(text) else {
                throw Veto("no-vat-number", "'\(text.prefix(40))' is no VAT number whose check digits are right.")
            }
            try VATCheckStore.record(number, isValid: isValid, call)
        }
    }

    /// For a form that a buyer fills in.
    private static func show(_ call: Call, _ request: Request) throws {
        let written = try request.parameter("number")
        guard let number = VATNumber(written) else {
            return try call.respond(json: answer(String(written.prefix(40)), country: nil, isValid: false, nil))
        }
        let outcome = try VATCheckStore.outcome(of: number, call)
        try call.respond(json: answer(number.text, country: number.country, isValid: true, outcome))
    }

    /// What somebody has found out by asking.
    private static func record(_ call: Call, _ request: Request) throws {
        let written = try request.parameter("number")
        guard let number = VATNumber(written) else {
            throw Veto.notFound("VAT number '\(written.prefix(40))' whose check digits are right")
        }
        let isValid = try request.bool("is_valid")
        try VATCheckStore.record(number, isValid: isValid, call)
        try call.respond(json: answer(number.text, country: number.country, isValid: true, isValid ? .valid : .invalid))
    }

    private static func answer(
        _ number: String,
        country: String?,
        isValid: Bool,
        _ outcome: VATCheckStore.Outcome?
    ) -> String {
        var json = JSONObject()
        json.add("number", number)
        json.add("country", country)
        json.add("is_well_formed", isValid)
        json.add("check", outcome?.rawValue)
        return json.text
    }
}
