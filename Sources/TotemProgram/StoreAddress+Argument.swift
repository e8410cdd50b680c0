import ArgumentParser
package import TotemNode

extension StoreAddress {
    /// - Parameter source: what the address comes from, for the message.
    /// - Throws: `ValidationError`: it is the usage that is wrong.
    package init(_ text: String, namedBy source: String) throws {
        do {
            try self.init(text)
        } catch {
            throw ValidationError("\(source): \(error)")
        }
    }
}
