import ArgumentParser
import TotemAPI
import TotemKernel
import TotemNode
import TotemProgram
import TotemStore

struct ExportOrders: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "orders",
        abstract: "Every order, newest first. In the CSV an order has a row for each of its items."
    )

    @OptionGroup var options: ExportOptions
    @OptionGroup var plugins: PluginsOption
    @OptionGroup var store: StoreOption

    func run() async throws {
        try await store.withNode(.reading, plugins: plugins, runsPlugins: true) { node in
            let context = node.kernel.context(for: .system)
            try await node.export(options) { page, tx in
                try OrderStore.list(OrderFilter(), page, in: tx, context).extended(in: tx, context)
            } answer: {
                OrderAnswer($0, for: .system)
            } csv: { tx in
                ExportedLines(.orders, Order.columns, in: tx, for: context) { order in
                    order.records.map { FileRow(id: order.id.value, cells: $0) }
                }
            }
        }
    }
}

extension Order {
    fileprivate static let columns =
        [
            "id", "number", "status", "payment_status", "fulfilment_status", "source", "email", "user_id", "created_at",
            "currency", "subtotal", "discount", "fees", "shipping", "tax", "total", "due", "refunded", "item_sku",
            "item_name", "item_quantity", "item_price", "item_total", "item_discount", "item_tax", "item_fulfilled",
            "item_refunded", "item_properties",
        ] + Address.columns("shipping") + Address.columns("billing")
        + ["payment_methods", "shipping_method", "tracking_numbers", "holds", "note"]

    fileprivate var records: [[String]] {
        let own = [
            String(id.value), number, status.rawValue, paymentStatus.rawValue, fulfilmentStatus.rawValue,
            source.rawValue, email ?? "", userID.map { String($0.value) } ?? "", createdAt.description,
            currency.code, totals.subtotal.decimal, totals.discount.decimal, totals.fees.decimal,
            totals.shipping.decimal, totals.tax.decimal, totals.total.decimal, totals.due.decimal,
            Money(payments.reduce(0) { $0 + $1.refunded.amount }, currency).decimal,
        ]
        let rest =
            Address.record(shippingAddress) + Address.record(billingAddress)
            + [
                payments.map(\.method).joined(separator: " "),
                adjustments.filter { $0.kind == .shipping }.map(\.label).joined(separator: " "),
                fulfilments.compactMap(\.tracking.number).joined(separator: " "),
                holds.map(\.name).joined(separator: " "), note ?? "",
            ]
        return zip(items, lineFulfilments).map { item, units in
            own
                + [
                    item.sku, item.name, String(item.quantity.value), item.price.decimal, item.total.decimal,
                    item.discount.decimal, item.tax.decimal, String(units.shipped), String(units.refunded),
                    item.properties.text ?? "",
                ] + rest
        }
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
}
