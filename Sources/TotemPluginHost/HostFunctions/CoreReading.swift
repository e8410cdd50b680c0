internal import CTotem
internal import TotemAPI
internal import TotemKernel
internal import TotemStore

/// Things of the core's by their ids, and what the plugin keeps on them.
extension CallFrame {
    private static let largestCount = 100
    private static let largestText = 16 << 20
    private static let largestMetadata = 64 * 1024

    func read(
        _ kind: totem_str,
        _ ids: UnsafePointer<Int64>?,
        _ count: Int,
        _ json: UnsafeMutablePointer<totem_str>?
    ) -> totem_status {
        guard let json else { return refuse(TOTEM_INVALID, "totem_read needs a place for the text") }
        json.pointee = totem_str()
        guard (0...Self.largestCount).contains(count) else {
            return refuse(TOTEM_LIMIT, "at most \(Self.largestCount) things are read at once")
        }
        guard let ids = count == 0 ? [] : ids.map({ Array(UnsafeBufferPointer(start: $0, count: count)) }) else {
            return refuse(TOTEM_INVALID, "totem_read needs ids")
        }
        guard let kind = kind.string(atMost: 100).flatMap({ ReadKind(rawValue: $0) }) else {
            let known = ReadKind.allCases.map(\.rawValue).joined(separator: ", ")
            return refuse(TOTEM_INVALID, "a kind is one of \(known)")
        }
        var text: [UInt8] = []
        let status = look("totem_read of \(kind.rawValue)s", needing: kind.permission) { tx, context in
            text = try kind.json(of: ids, in: tx, context)
        }
        guard status == HostTable.ok else { return status }
        guard readBytes + text.count <= Self.largestText else {
            return refuse(TOTEM_LIMIT, "a call reads at most 16 MiB of texts")
        }
        readBytes += text.count
        json.pointee = text.withUnsafeBytes { arena.put($0) }
        return status
    }

    func metadata(_ kind: totem_str, _ id: Int64, _ json: UnsafeMutablePointer<totem_str>?) -> totem_status {
        guard let json else { return refuse(TOTEM_INVALID, "totem_metadata needs a place for the text") }
        json.pointee = totem_str()
        guard let kind = metadataKind(kind) else { return totem_status(TOTEM_INVALID) }
        return look("totem_metadata", needing: nil) { tx, _ in
            guard case .object(let kept) = try kind.metadata(of: id, in: tx), let own = kept[plugin.name] else {
                return
            }
            json.pointee = arena.put(own.text())
        }
    }

    func putMetadata(_ kind: totem_str, _ id: Int64, _ json: totem_str) -> totem_status {
        guard let kind = metadataKind(kind) else { return totem_status(TOTEM_INVALID) }
        guard let text = json.string(atMost: Self.largestMetadata) else {
            return refuse(
                json.fits(Self.largestMetadata) ? TOTEM_INVALID : TOTEM_LIMIT,
                "metadata is UTF-8 of at most 8 KiB"
            )
        }
        let value: JSONValue
        do {
            value = try JSONValue(text: text).composed()
        } catch {
            return refuse(TOTEM_INVALID, "metadata must be JSON: \(error)")
        }
        return act("totem_put_metadata", needing: nil) { tx, context in
            try kind.put(value, named: plugin.name, on: id, in: tx, context)
        }
    }

    func findCart(_ token: totem_str, _ id: UnsafeMutablePointer<Int64>?) -> totem_status {
        guard let id else { return refuse(TOTEM_INVALID, "totem_find_cart needs a place for the id") }
        id.pointee = 0
        let token = token.string(atMost: 200)
        let status = look("totem_find_cart", needing: nil) { tx, _ in
            id.pointee = try token.flatMap { try CartStore.id(of: $0, in: tx) }?.value ?? 0
        }
        guard status == HostTable.ok, id.pointee == 0 else { return status }
        return refuse(TOTEM_NOT_FOUND, "there is no such cart")
    }

    private func metadataKind(_ text: totem_str) -> MetadataKind? {
        if let kind = text.string(atMost: 100).flatMap({ MetadataKind(rawValue: $0) }) { return kind }
        lastError = "a kind is one of \(MetadataKind.allCases.map(\.rawValue).joined(separator: ", "))"
        return nil
    }
}

/// What can be read by its id.
private enum ReadKind: String, CaseIterable {
    case product
    case variant
    case order
    case customer

    var permission: PluginAction? {
        switch self {
        case .product, .variant: nil
        case .order, .customer: .customersRead
        }
    }

    func json(of ids: [Int64], in tx: Transaction, _ context: RequestContext) throws -> [UInt8] {
        switch self {
        case .product:
            let products = try ProductStore.find(ids.map { Product.ID($0) }, in: tx)
            return JSONWriter.encode(products.map { ProductAnswer($0, for: .guest) })
        case .variant:
            let variants = try ProductStore.find(ids.map { ProductVariant.ID($0) }, in: tx)
            return JSONWriter.encode(variants.map { OwnedVariant(product: $0.product, variant: $0.variant) })
        case .order:
            let orders = try OrderStore.find(ids.map { Order.ID($0) }, in: tx, context)
            return JSONWriter.encode(orders.map { OrderAnswer($0, for: context.actor) })
        case .customer:
            let customers = try CustomerStore.find(ids.map { User.ID($0) }, in: tx, context)
            return JSONWriter.encode(customers.map { CustomerAnswer(customer: $0) })
        }
    }
}

private struct OwnedVariant: JSONWritable {
    let product: Product.ID
    let variant: ProductVariant

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("product_id", product)
            json.member("variant", variant)
        }
    }
}

/// What plugins keep JSON on.
private enum MetadataKind: String, CaseIterable {
    case product
    case variant
    case cart
    case order
    case customer

    func metadata(of id: Int64, in tx: Transaction) throws -> JSONValue? {
        switch self {
        case .product: try ProductMetadata.get(Product.ID(id), in: tx)
        case .variant: try ProductMetadata.get(ProductVariant.ID(id), in: tx)
        case .cart: try CartMetadata.get(Cart.ID(id), in: tx)
        case .order: try OrderMetadata.get(Order.ID(id), in: tx)
        case .customer: try CustomerStore.metadata(of: User.ID(id), in: tx)
        }
    }

    func put(
        _ value: JSONValue,
        named name: String,
        on id: Int64,
        in tx: Transaction,
        _ context: RequestContext
    ) throws {
        let now = context.now
        switch self {
        case .product: _ = try ProductMetadata.put(value, named: name, on: Product.ID(id), in: tx, at: now)
        case .variant: _ = try ProductMetadata.put(value, named: name, on: ProductVariant.ID(id), in: tx, at: now)
        case .cart: try CartMetadata.put(value, named: name, on: Cart.ID(id), in: tx, at: now)
        case .order: _ = try OrderMetadata.put(value, named: name, on: Order.ID(id), in: tx, context)
        case .customer: _ = try CustomerStore.putMetadata(value, named: name, on: User.ID(id), in: tx, context)
        }
    }
}
