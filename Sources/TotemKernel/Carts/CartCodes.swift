public import TotemStore

extension CartStore {
    /// Codes that a cart may have.
    public static let largestCodeCount = 20
    package static let codeRule = TextRule(1...100)

    /// Enters a code: the plugins say whose it is.
    /// - Throws: ``KernelError``: naming `code` when no plugin knows it or one refuses it; not found; too many codes; the
    ///   cart became an order.
    public static func enter(
        code: String,
        into token: String,
        in tx: Transaction,
        _ context: RequestContext
    ) throws -> Cart {
        var record = try open(token, in: tx)
        let rows = try tx.together { batch in try CartRows.read(token, in: batch) }
        guard !rows.codes.contains(where: { $0.code == code.trimmed() }) else {
            return try priced(record, rows, in: tx, context)
        }
        record.version += 1
        let call = HookCall(tx, context)
        let cart = try priced(record, rows, in: tx, context) { cart in
            try claim([code], for: cart, path: { _ in "code" }, in: call)
        }
        try record.tell("codes", in: tx, context)
        try tx.together { [record] batch in
            try write(Array(cart.codes.dropFirst(rows.codes.count)), into: record, in: batch)
            try record.writeVersion(in: batch, at: context.now)
        }
        return cart
    }

    static func write(_ codes: [CartCode], into record: CartRecord, in batch: Batch) throws {
        for code in codes {
            try batch.execute(
                "INSERT INTO cart_codes (cart_id, code, plugin) VALUES ($1, $2, $3)",
                record.id,
                code.code,
                code.plugin
            )
        }
    }

    /// Asks the plugins whose each code is.
    /// - Returns: those that the cart does not have yet.
    static func claim(
        _ codes: [String],
        for cart: Cart,
        path: (Int) -> String,
        in call: HookCall
    ) throws -> [CartCode] {
        // Plugins are asked about each of them, whether the cart keeps it or has it already.
        guard codes.count <= largestCodeCount else {
            throw KernelError.invalid("codes", "must be at most \(largestCodeCount)")
        }
        var seen = cart
        for (index, code) in codes.enumerated() {
            let code = code.trimmed()
            try codeRule.check(code, path(index))
            guard !seen.codes.contains(where: { $0.code == code }) else { continue }
            guard seen.codes.count < largestCodeCount else {
                throw KernelError(.conflict, "too-many-codes", "A cart takes at most \(largestCodeCount) codes.")
            }
            guard let claimed = try call.run(CartCodeValidate(code: code, cart: seen)) else {
                throw KernelError.unknownCode(code, path(index))
            }
            // What is kept may be there already: it was entered in another way.
            if !seen.codes.contains(where: { $0.code == claimed.code }) { seen.codes.append(claimed) }
        }
        return Array(seen.codes.dropFirst(cart.codes.count))
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
        let codes = try tx.together { batch in try CartRows.codes(of: token, in: batch) }
        guard let entered = meant(by: code.trimmed(), among: codes.map(\.code)) else {
            throw KernelError.notFound("code '\(code.prefix(100))' in this cart")
        }
        return try changed(record, "codes", in: tx, context) { batch in
            try batch.execute("DELETE FROM cart_codes WHERE cart_id = $1 AND code = $2", record.id, entered)
        }
    }

    /// Nil too when several differ from it in capitals alone: none of them is taken for another.
    private static func meant(by code: String, among entered: [String]) -> String? {
        if entered.contains(code) { return code }
        let similar = entered.filter { $0.uppercased() == code.uppercased() }
        return similar.count == 1 ? similar[0] : nil
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
