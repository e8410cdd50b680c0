// Written by `make abi` from totem_plugin.h.
// swift-format-ignore-file

internal import CTotem

extension totem_address: PassedStruct {
    static var firstSize: Int { 184 }
}

extension totem_fee: PassedStruct {
    static var firstSize: Int { 64 }
}

extension totem_refund_line: PassedStruct {
    static var firstSize: Int { 48 }
}

extension totem_payment_answer: PassedStruct {
    static var firstSize: Int { 56 }
}

extension totem_header: PassedStruct {
    static var firstSize: Int { 40 }
}

extension totem_http_request: PassedStruct {
    static var firstSize: Int { 72 }
}

extension totem_http_response: PassedStruct {
    static var firstSize: Int { 40 }
}

extension totem_discount: PassedStruct {
    static var firstSize: Int { 56 }
}

extension totem_price_change: PassedStruct {
    static var firstSize: Int { 56 }
}

extension totem_price_scale: PassedStruct {
    static var firstSize: Int { 72 }
}

extension totem_rate: PassedStruct {
    static var firstSize: Int { 64 }
}

extension totem_tax: PassedStruct {
    static var firstSize: Int { 64 }
}

extension totem_new_line: PassedStruct {
    static var firstSize: Int { 72 }
}

extension totem_new_item: PassedStruct {
    static var firstSize: Int { 64 }
}

extension totem_tender: PassedStruct {
    static var firstSize: Int { 48 }
}

extension totem_stock_change: PassedStruct {
    static var firstSize: Int { 56 }
}

extension totem_new_refund: PassedStruct {
    static var firstSize: Int { 64 }
}

extension totem_customer_edit: PassedStruct {
    static var firstSize: Int { 64 }
}

extension totem_units: PassedStruct {
    static var firstSize: Int { 24 }
}

extension totem_new_fulfilment: PassedStruct {
    static var firstSize: Int { 104 }
}

extension totem_page: PassedStruct {
    static var firstSize: Int { 24 }
}

extension totem_sorted_page: PassedStruct {
    static var firstSize: Int { 72 }
}

extension totem_plugin: PassedStruct {
    static var firstSize: Int { 48 }
}
