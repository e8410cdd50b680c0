import ArgumentParser
import TotemKernel
import TotemNode
import TotemStore

struct ExportOrders: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "orders",
        abstract: "Every order, newest first. In the CSV an order has a row for each of its items."
    )

    @OptionGroup var options: ExportOptions
    @OptionGroup var store: StoreOption

    func run() async throws {
        try await store.withNode(.reading) { node in
            let context = node.kernel.context(for: .system)
            try await node.export(options) { page, tx in
                try OrderStore.list(status: nil, page, in: tx, context)
            } json: {
                $0.json
            } csv: { _ in
                ExportedLines(columns: Order.columns) { $0.records }
            }
        }
    }
}

extension Order {
    fileprivate static let columns =
        [
            "id", "status", "email", "user_id", "created_at", "currency", "subtotal", "discount", "shipping", "tax",
            "total", "item_sku", "item_name", "item_quantity", "item_price", "item_total",
        ] + Address.columns("shipping") + Address.columns("billing") + ["payment_methods"]

    fileprivate var records: [[String]] {
        let own = [
            String(id.value), status.rawValue, email, userID.map { String($0.value) } ?? "", createdAt.description,
            currency.code, totals.subtotal.decimal, totals.discount.decimal, totals.shipping.decimal,
            totals.tax.decimal, totals.total.decimal,
        ]
        let rest =
            Address.record(shippingAddress) + Address.record(billingAddress)
            + [payments.map(\.method).joined(separator: " ")]
        return items.map { item in
            own + [item.sku, item.name, String(item.quantity.value), item.price.decimal, item.total.decimal] + rest
        }
    }

    fileprivate var json: JSONValue {
        .object([
            "id": .integer(id.value), "status": .string(status.rawValue), "email": .string(email),
            "user_id": userID.map { .integer($0.value) } ?? .null, "currency": .string(currency.code),
            "items": .array(items.map(\.json)), "subtotal": totals.subtotal.json, "discount": totals.discount.json,
            "shipping": totals.shipping.json, "tax": totals.tax.json, "total": totals.total.json,
            "shipping_address": shippingAddress?.json ?? .null, "billing_address": billingAddress?.json ?? .null,
            "payments": .array(payments.map(\.json)), "refunds": .array(refunds.map(\.json)),
            "history": .array(history.map(\.json)), "created_at": .string(createdAt.description),
            "updated_at": .string(updatedAt.description),
        ])
    }
}

extension OrderItem {
    fileprivate var json: JSONValue {
        .object([
            "id": .integer(id.value), "sku": .string(sku), "name": .string(name),
            "product_id": .integer(productID.value), "variant_id": variantID.map { .integer($0.value) } ?? .null,
            "quantity": .integer(quantity.value), "price": price.json, "total": total.json,
        ])
    }
}

extension OrderStatusEntry {
    fileprivate var json: JSONValue {
        .object([
            "status": .string(status.rawValue), "comment": .string(comment),
            "created_at": .string(createdAt.description),
        ])
    }
}

extension Payment {
    fileprivate var json: JSONValue {
        .object([
            "id": .integer(id.value), "payment_method": .string(method), "status": .string(status.rawValue),
            "amount": amount.json, "captured": captured.json, "refunded": refunded.json,
        ])
    }
}

extension Refund {
    fileprivate var json: JSONValue {
        .object([
            "id": .integer(id.value), "payment_id": .integer(paymentID.value), "amount": amount.json,
            "reason": .string(reason), "status": .string(status.rawValue),
            "created_at": .string(createdAt.description),
        ])
    }
}

extension Address {
    /// Everything that goes on a parcel.
    fileprivate static func columns(_ kind: String) -> [String] {
        [
            "first_name", "last_name", "company", "phone", "tax_id", "address_line1", "address_line2", "city", "state",
            "postal_code", "country",
        ].map { "\(kind)_\($0)" }
    }

    /// Empty cells for none.
    fileprivate static func record(_ address: Address?) -> [String] {
        [
            address?.firstName, address?.lastName, address?.company, address?.phone, address?.taxID,
            address?.addressLine1, address?.addressLine2, address?.city, address?.state, address?.postalCode,
            address?.country.code,
        ].map { $0 ?? "" }
    }

    fileprivate var json: JSONValue {
        func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
        return .object([
            "first_name": text(firstName), "last_name": text(lastName), "company": text(company), "phone": text(phone),
            "tax_id": text(taxID), "address_line1": .string(addressLine1), "address_line2": text(addressLine2),
            "city": .string(city), "state": text(state), "postal_code": text(postalCode),
            "country": .string(country.code),
        ])
    }
}
