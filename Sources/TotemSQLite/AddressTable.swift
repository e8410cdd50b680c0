/// Values by addresses of literals. Every statement of an order is looked up here, where a dictionary would hash the address
/// as carefully as a text that somebody has chosen.
struct AddressTable<Value> {
    /// A power of two of them, at most half of them taken.
    private var places: [(address: UnsafeRawPointer, value: Value)?] = Array(repeating: nil, count: 64)
    private var count = 0

    subscript(address: UnsafeRawPointer) -> Value? {
        get { places[place(of: address)]?.value }
        set {
            guard let newValue else { preconditionFailure("what a literal stands for is kept for ever") }
            let place = place(of: address)
            if places[place] == nil { count += 1 }
            places[place] = (address, newValue)
            if count * 2 > places.count { grow() }
        }
    }

    var values: [Value] { places.compactMap { $0?.value } }

    /// Where it is, or would be put.
    private func place(of address: UnsafeRawPointer) -> Int {
        var place = Int(truncatingIfNeeded: (UInt64(UInt(bitPattern: address)) &* 0x9E37_79B9_7F4A_7C15) >> 32)
        while true {
            place &= places.count - 1
            guard let taken = places[place], taken.address != address else { return place }
            place += 1
        }
    }

    private mutating func grow() {
        let old = places
        places = Array(repeating: nil, count: old.count * 2)
        for case .some(let entry) in old { places[place(of: entry.address)] = entry }
    }
}
