/// The requests that an order over HTTP takes, of a guest whose connection stays open.
struct OrderScript {
    enum Length: Int, CaseIterable {
        /// A cart with its lines and its codes at once, and its checkout.
        case short = 2
        /// An empty cart, a request for each line and for a code, and its checkout.
        case long = 6
    }

    let length: Length
    let withCoupon: Bool

    /// - Parameter number: which of the catalogue is bought.
    func requests(_ number: Int64) -> [ScriptedRequest] {
        switch length {
        case .short: [wholeCart(number), Self.checkout]
        case .long: [Self.emptyCart] + lines(number) + [lastChange(number), Self.checkout]
        }
    }

    private func wholeCart(_ number: Int64) -> ScriptedRequest {
        let items = Shop.lines(of: number).map { #"{"sku":"\#($0.sku)","quantity":\#($0.quantity)}"# }
        let codes = withCoupon ? #","codes":["\#(Shop.coupon)"]"# : ""
        return ScriptedRequest(
            method: "POST",
            path: "/v1/carts",
            body: #"{"items":[\#(items.joined(separator: ","))]\#(codes)}"#,
            status: 201,
            keepsID: true
        )
    }

    private func lines(_ number: Int64) -> [ScriptedRequest] {
        Shop.lines(of: number).map { line in
            ScriptedRequest(
                method: "POST",
                path: "/v1/carts/{id}/items",
                body: #"{"sku":"\#(line.sku)","quantity":\#(line.quantity)}"#,
                status: 200
            )
        }
    }

    /// The code; without one what the buyer says of the cart, so that both take as many requests.
    private func lastChange(_ number: Int64) -> ScriptedRequest {
        guard withCoupon else {
            return ScriptedRequest(
                method: "PATCH",
                path: "/v1/carts/{id}",
                body: #"{"note":"Order \#(number)"}"#,
                status: 200
            )
        }
        return ScriptedRequest(
            method: "POST",
            path: "/v1/carts/{id}/codes",
            body: #"{"code":"\#(Shop.coupon)"}"#,
            status: 200
        )
    }

    private static let emptyCart = ScriptedRequest(
        method: "POST",
        path: "/v1/carts",
        body: "{}",
        status: 201,
        keepsID: true
    )

    private static let checkout = ScriptedRequest(
        method: "POST",
        path: "/v1/carts/{id}/checkout",
        body: """
            {"email":"buyer@example.com","shipping_address":{"first_name":"Ada","last_name":"Lovelace",\
            "address_line1":"12 St James's Square","city":"London","postal_code":"SW1Y 4JH","country":"GB"},\
            "payment":{"method":"manual"}}
            """,
        status: 201
    )
}
