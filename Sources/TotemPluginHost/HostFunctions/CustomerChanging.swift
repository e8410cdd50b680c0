internal import CTotem
internal import TotemKernel

/// Customers, as plugins change them.
extension CallFrame {
    /// Of a name; what is longer no rule of the core takes.
    private static let largestName = 16 * 1024

    func changeCustomer(_ pointer: UnsafePointer<totem_customer_edit>?) -> totem_status {
        guard let raw = totem_customer_edit.read(pointer) else {
            return refuse(TOTEM_INVALID, "an edit needs its size: {.size = sizeof(totem_customer_edit), …}")
        }
        guard let firstName = name(raw.first_name), let lastName = name(raw.last_name),
            let phoneNumber = name(raw.phone_number)
        else { return refuse(TOTEM_INVALID, "names and a number are UTF-8") }
        let isActive: Bool?
        switch Int(raw.active) {
        case TOTEM_AS_IT_IS: isActive = nil
        case TOTEM_YES: isActive = true
        case TOTEM_NO: isActive = false
        default: return refuse(TOTEM_INVALID, "active is TOTEM_AS_IT_IS, TOTEM_YES or TOTEM_NO, not \(raw.active)")
        }
        return act("totem_change_customer", needing: .customersWrite) { tx, context in
            let change = CustomerChange(
                firstName: firstName,
                lastName: lastName,
                phoneNumber: phoneNumber,
                isActive: isActive
            )
            _ = try CustomerStore.change(User.ID(raw.id), change, in: tx, context)
        }
    }

    func putAddress(
        _ customer: Int64,
        _ kind: totem_str,
        _ isDefault: Bool,
        _ pointer: UnsafePointer<totem_address>?,
        _ id: UnsafeMutablePointer<Int64>?
    ) -> totem_status {
        guard let raw = totem_address.read(pointer), let id else {
            return refuse(
                TOTEM_INVALID,
                "an address needs its size, {.size = sizeof(totem_address), …}, and a place for the id"
            )
        }
        guard let kind = kind.string(atMost: 20).flatMap({ SavedAddress.Kind(rawValue: $0) }) else {
            return refuse(TOTEM_INVALID, "an address is kept as \"shipping\" or \"billing\"")
        }
        let texts = [
            raw.first_name, raw.last_name, raw.company, raw.phone, raw.tax_id, raw.address_line1, raw.address_line2,
            raw.city, raw.state, raw.postal_code, raw.country,
        ].map(name)
        guard texts.allSatisfy({ $0 != nil }) else { return refuse(TOTEM_INVALID, "an address is UTF-8") }
        let parts = texts.map { $0.flatMap(\.self) }
        return act("totem_put_address", needing: .customersWrite) { tx, context in
            let address = try Address(
                firstName: parts[0],
                lastName: parts[1],
                company: parts[2],
                phone: parts[3],
                taxID: parts[4],
                addressLine1: parts[5],
                addressLine2: parts[6],
                city: parts[7],
                state: parts[8],
                postalCode: parts[9],
                country: parts[10]
            )
            let saved = try CustomerStore.put(
                address,
                as: kind,
                isDefault: isDefault,
                at: id.pointee == 0 ? nil : SavedAddress.ID(id.pointee),
                of: User.ID(customer),
                in: tx,
                context
            )
            id.pointee = saved.id.value
        }
    }

    func removeAddress(_ customer: Int64, _ id: Int64) -> totem_status {
        act("totem_remove_address", needing: .customersWrite) { tx, context in
            try CustomerStore.remove(SavedAddress.ID(id), of: User.ID(customer), in: tx, context)
        }
    }

    /// A text that may be left out; nil when it is no UTF-8 or too long.
    private func name(_ text: totem_str) -> String?? {
        guard text.ptr != nil else { return .some(nil) }
        return text.string(atMost: Self.largestName).map { .some($0) }
    }
}
