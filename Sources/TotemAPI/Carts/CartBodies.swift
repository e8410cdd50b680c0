import TotemKernel

struct CheckedNewCart: Sendable {
    var currency: Currency?
    var items: [LineRequest] = []
    var codes: [String] = []
}

struct NewCartBody: Decodable {
    let currency: Currency?
    let items: [LineBody]?
    let codes: [String]?

    static let schema = Schema.form(
        [:],
        optional: [
            "currency": .storeCurrency.orNull, "items": LineBody.newLines.orNull, "codes": codes.orNull,
        ]
    )

    static let codes = Schema.list(.text(CartStore.codeRule), 0...CartStore.largestCodeCount)

    func checked() throws(KernelError) -> CheckedNewCart {
        CheckedNewCart(currency: currency, items: try LineBody.requests(items ?? []), codes: codes ?? [])
    }
}

struct CodeBody: Decodable {
    let code: String

    static let schema = Schema.form(["code": .text(CartStore.codeRule)])
}

struct CartShippingBody: Decodable {
    let address: AddressBody
    let rate: String?

    static let schema = Schema.form(
        ["address": AddressBody.schema],
        optional: ["rate": rate.orNull.described("the id of one of the cart's shipping_rates")]
    )

    static let rate = Schema.plainText.adding(["minLength": .integer(1)])

    func checked() throws(KernelError) -> (Address, String?) { (try address.address(field: "address"), rate) }
}

/// A dry run: what is missing is as the cart has it.
struct PreviewBody: Decodable {
    let items: [LineBody]?
    let codes: [String]?
    let address: AddressBody?
    let rate: String?

    static let schema = Schema.form(
        [:],
        optional: [
            "items": LineBody.newLines.orNull, "codes": NewCartBody.codes.orNull,
            "address": AddressBody.schema.orNull, "rate": CartShippingBody.rate.orNull,
        ]
    )

    func request() throws(KernelError) -> PreviewRequest {
        var check = FieldCheck()
        let items = self.items.flatMap { items in
            check.attempt { () throws(KernelError) in try LineBody.requests(items) }
        }
        let address = self.address.flatMap { address in
            check.attempt { () throws(KernelError) in try address.address(field: "address") }
        }
        guard check.isPassed else { throw check.error }
        return PreviewRequest(items: items, codes: codes, shippingAddress: address, shippingRate: rate)
    }
}
