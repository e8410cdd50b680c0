internal import CTotem
internal import TotemAPI
internal import TotemKernel

/// Orders that plugins make.
extension CallFrame {
    private static let largestDraft = 256 * 1024

    func createOrder(_ json: totem_str, _ key: totem_str, _ place: UnsafeMutablePointer<Int64>?) -> totem_status {
        guard let place else { return refuse(TOTEM_INVALID, "totem_create_order needs a place for the id") }
        place.pointee = 0
        guard let draft = draft(json) else { return totem_status(TOTEM_INVALID) }
        guard let key = key.string(atMost: 200), !key.isEmpty else {
            return refuse(TOTEM_INVALID, "a key is 1 to 200 bytes of UTF-8")
        }
        return change("totem_create_order", needing: .ordersCreate) { tx, context in
            let id = try PlaceOrder.place(
                StaffOrderRequest(ofPlugin: draft),
                once: key,
                of: plugin.name,
                in: tx,
                context
            )
            place.pointee = id.value
        }
    }

    func priceOrder(_ json: totem_str, _ priced: UnsafeMutablePointer<totem_str>?) -> totem_status {
        guard let priced else { return refuse(TOTEM_INVALID, "totem_price_order needs a place for the text") }
        priced.pointee = totem_str()
        if let point = hooksAround.first(where: \.prices) {
            return refuse(
                TOTEM_MISUSE,
                "totem_price_order means nothing in \(point.rawValue): something is being priced already"
            )
        }
        guard let draft = draft(json) else { return totem_status(TOTEM_INVALID) }
        return look("totem_price_order", needing: .ordersCreate) { tx, context in
            let cart = try PlaceOrder.price(try StaffOrderRequest(ofPlugin: draft), in: tx, context)
            let text = JSONWriter.encode(cart)
            priced.pointee = text.withUnsafeBytes { arena.put($0) }
        }
    }

    private func draft(_ json: totem_str) -> JSONValue? {
        guard let text = json.string(atMost: Self.largestDraft) else {
            lastError = "an order is JSON in UTF-8 of at most \(Self.largestDraft / 1024) KiB"
            return nil
        }
        do {
            return try JSONValue(text: text).composed()
        } catch {
            lastError = "the order is no JSON: \(error)"
            return nil
        }
    }
}
