public import TotemStore

extension CartStore {
    /// Codes that a cart may have.
    public static let largestCodeCount = 20
    private static let codeRule = TextRule(1...100)

    /// Enters a code: the plugins say whose it is.
    /// - Throws: ``KernelError``: naming `code` when no plugin knows it or one refuses it; not found; too many codes; the
    ///   cart became an order.
    public static func enter(
        code: String,
        into token: String,
        path: String = "",
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Cart {
        let field = path.isEmpty ? "code" : path
        let code = code.trimmed()
        try codeRule.check(code, field)
        let record = try open(token, in: tx)
        let cart = try priced(record, in: tx, context)
        guard !cart.codes.contains(where: { $0.code == code }) else { return cart }
        guard cart.codes.count < largestCodeCount else {
            throw KernelError(.conflict, "too-many-codes", "A cart takes at most \(largestCodeCount) codes.")
        }
        guard let plugin = try context.hooks.claim(code, for: cart.buyable, in: HookCall(tx, context)) else {
            throw KernelError.unknownCode(code, field)
        }
        try tx.execute(
            "INSERT INTO cart_codes (cart_id, code, plugin) VALUES ($1, $2, $3)",
            record.id,
            code,
            plugin
        )
        return try priced(try touch(record, in: tx, at: context.now), in: tx, context)
    }

    /// Takes a code out: the one that was entered so, else the one that differs from it in capitals alone, as plugins
    /// may take it in any.
    /// - Throws: ``KernelError``: not found for the cart or the code, or the cart became an order.
    public static func remove(
        code: String,
        from token: String,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Cart {
        let record = try open(token, in: tx)
        let codes = try codes(of: record.id, in: tx).value()
        guard let entered = meant(by: code.trimmed(), among: codes.map(\.code)) else {
            throw KernelError.notFound("code '\(code.prefix(100))' in this cart")
        }
        try tx.execute("DELETE FROM cart_codes WHERE cart_id = $1 AND code = $2", record.id, entered)
        return try priced(try touch(record, in: tx, at: context.now), in: tx, context)
    }

    /// Nil too when several differ from it in capitals alone: none of them is taken for another.
    private static func meant(by code: String, among entered: [String]) -> String? {
        if entered.contains(code) { return code }
        let similar = entered.filter { $0.uppercased() == code.uppercased() }
        return similar.count == 1 ? similar[0] : nil
    }

    /// A whole basket at once: all of it, or nothing.
    public static func create(
        currency: Currency?,
        items: [LineRequest],
        codes: [String],
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Cart {
        var cart = try create(currency: currency, in: tx, context)
        guard !items.isEmpty || !codes.isEmpty else { return cart }
        let record = try record(cart.token, in: tx)
        try put(items, into: record, in: tx)
        if codes.isEmpty { return try priced(record, in: tx, context) }
        for (index, code) in codes.enumerated() {
            cart = try enter(code: code, into: cart.token, path: "codes[\(index)]", in: tx, context)
        }
        return cart
    }
}

extension KernelError {
    static func unknownCode(_ code: String, _ field: String) -> KernelError {
        KernelError(
            .invalid,
            "unknown-code",
            "The code '\(code)' is not known here. Check how it is written.",
            fields: [Field(field, "is not known here: '\(code)'")]
        )
    }
}
