internal import CTotem
internal import Logging
internal import TotemKernel

/// What a plugin says: no, that it failed, what it claims, takes off, keeps and logs.
extension CallFrame {
    private static let largestDiscountCount = 64
    private static let labelRule = TextRule(1...200)
    private static let vetoStatuses: Set<Int32> = [401, 403, 404, 409, 412, 422, 429, 503]

    func problem(_ status: Int32, _ code: totem_str, _ message: totem_str) -> totem_status {
        guard Self.vetoStatuses.contains(status) else {
            return refuse(TOTEM_INVALID, "\(status) is no status of a refusal")
        }
        guard let code = code.string(atMost: 64), !code.isEmpty, code.utf8.allSatisfy(Self.isCodeCharacter) else {
            return refuse(TOTEM_INVALID, "a code is 1 to 64 lower case letters, digits and '-'")
        }
        guard let message = message.string(atMost: 500), !message.isEmpty else {
            return refuse(TOTEM_INVALID, "a message is 1 to 500 bytes of UTF-8")
        }
        veto = Veto(status: status, code: code, message: message, fields: veto?.fields ?? [])
        return totem_status(TOTEM_VETO)
    }

    func vetoField(_ field: totem_str, _ message: totem_str) -> totem_status {
        guard let field = field.string(atMost: 200), !field.isEmpty, let message = message.string(atMost: 500) else {
            return refuse(TOTEM_INVALID, "a field and its message are UTF-8 of at most 200 and 500 bytes")
        }
        return vetoField(field, message)
    }

    func vetoField(_ field: String, _ message: String) -> totem_status {
        var fields = veto?.fields ?? []
        guard fields.count < 100 else { return refuse(TOTEM_LIMIT, "at most 100 fields can be named") }
        fields.append(KernelError.Field(field, message))
        veto = Veto(
            status: 422,
            code: veto?.code ?? "invalid-fields",
            message: fields.map { "\($0.field): \($0.message)" }.joined(separator: "; "),
            fields: fields
        )
        return totem_status(TOTEM_VETO)
    }

    func fail(_ message: totem_str) -> totem_status {
        failure = message.string(atMost: 500) ?? "it gave a message that is no UTF-8 of at most 500 bytes"
        return totem_status(TOTEM_ERROR)
    }

    func claim() -> totem_status {
        guard place.isHook(.cartCodeValidate) else {
            return refuse(TOTEM_MISUSE, "totem_claim means nothing outside of cart.code.validate")
        }
        hasClaimed = true
        return HostTable.ok
    }

    func addDiscount(_ pointer: UnsafePointer<totem_discount>?) -> totem_status {
        guard place.isHook(.cartDiscounts), let pricing else {
            return refuse(TOTEM_MISUSE, "totem_add_discount means nothing outside of cart.discounts")
        }
        // The size is read alone: a plugin that was built with a shorter struct has no more than that.
        guard let pointer, pointer.pointee.size >= UInt32(MemoryLayout<totem_discount>.size) else {
            return refuse(TOTEM_INVALID, "a discount needs its size: {.size = sizeof(totem_discount), …}")
        }
        let discount = pointer.pointee
        guard let label = discount.label.string(atMost: 200) else {
            return refuse(TOTEM_INVALID, "a label is 1 to 200 bytes of UTF-8")
        }
        if let objection = Self.labelRule.objection(to: label) { return refuse(TOTEM_INVALID, "a label \(objection)") }
        let rule = discount.rule.string(atMost: 100)
        guard rule != nil || discount.rule.ptr == nil else {
            return refuse(TOTEM_INVALID, "a rule is UTF-8 of at most 100 bytes")
        }
        guard discount.amount > 0 else {
            return refuse(TOTEM_INVALID, "a discount must be above 0, not \(discount.amount)")
        }
        guard pricing.countOfTurn < Self.largestDiscountCount else {
            return refuse(TOTEM_LIMIT, "at most \(Self.largestDiscountCount) discounts can be added")
        }
        return take(discount.amount, off: discount.line, label, rule)
    }

    func setMetadata(_ name: totem_str, _ json: totem_str) -> totem_status {
        guard place.isHook(.orderPlacing) else {
            return refuse(TOTEM_MISUSE, "totem_set_metadata means nothing outside of order.placing")
        }
        guard let name = name.string(atMost: 100), !name.isEmpty else {
            return refuse(TOTEM_INVALID, "a name is 1 to 100 bytes of UTF-8")
        }
        guard json.fits(16 * 1024) else { return refuse(TOTEM_LIMIT, "metadata has at most 16 KiB") }
        guard let text = json.string(atMost: 16 * 1024) else {
            return refuse(TOTEM_INVALID, "the value of '\(name)' is no UTF-8")
        }
        do {
            metadata[name] = try JSONValue(text: text)
        } catch {
            return refuse(TOTEM_INVALID, "the value of '\(name)' is no JSON: \(error)")
        }
        return HostTable.ok
    }

    func writeLog(_ level: UInt32, _ message: totem_str) -> totem_status {
        guard let message = message.string(atMost: 2000) else {
            return refuse(TOTEM_INVALID, "a message is UTF-8 of at most 2000 bytes")
        }
        let levels: [Logger.Level] = [.debug, .info, .warning, .error]
        guard levels.indices.contains(Int(level)) else { return refuse(TOTEM_INVALID, "\(level) is no log level") }
        log.log(level: levels[Int(level)], "\(message)", metadata: ["plugin": "\(plugin.name)"])
        return HostTable.ok
    }

    /// The amount is taken off what is left of the line, or of the whole cart.
    private func take(_ amount: Int64, off line: Int64, _ label: String, _ rule: String?) -> totem_status {
        guard let pricing else { return HostTable.misuse }
        let index = pricing.cart.items.firstIndex { $0.id.value == line }
        guard line == 0 || index != nil else {
            return refuse(TOTEM_INVALID, "the cart has no line \(line)")
        }
        let left = pricing.left(ofLine: index)
        guard amount <= left else {
            return refuse(TOTEM_LIMIT, "a discount of \(amount) is more than what is left, \(left)")
        }
        let adjustment = Adjustment(
            kind: .discount,
            source: plugin.name,
            hook: Hook.cartDiscounts.rawValue,
            rule: rule,
            label: label,
            itemID: index.map { pricing.cart.items[$0].id },
            amount: Money(-amount, pricing.cart.currency)
        )
        self.pricing?.add(adjustment, toLine: index)
        return HostTable.ok
    }

    private static func isCodeCharacter(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
    }
}
