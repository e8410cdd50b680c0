import CTotem
import TotemPluginKit

/// How many approved reviews customers have written, as the plugin Reviews knows it. Segments don't need that plugin: criteria
/// that ask for reviews do.
enum ReviewCounts {
    /// Of those that have any.
    /// - Throws: ``ReviewsOff``.
    static func of(_ customers: [Int64], _ call: Call) throws -> [Int64: Int64] {
        var counts: [Int64: Int64] = [:]
        for customer in customers {
            let count = try count(of: customer, call)
            if count > 0 { counts[customer] = count }
        }
        return counts
    }

    /// - Throws: ``ReviewsOff``.
    static func check(_ call: Call) throws { _ = try count(of: 1, call) }

    private static func count(of customer: Int64, _ call: Call) throws -> Int64 {
        do {
            return try call.invoke("reviews.count_of", customer)
        } catch let error as HostError where error.status == TOTEM_NOT_FOUND {
            throw ReviewsOff()
        }
    }
}

/// The plugin that knows reviews is not there.
struct ReviewsOff: Error, CustomStringConvertible {
    var description: String {
        "reviews.count needs the plugin Reviews, which is off: switch it on with `totem plugin enable reviews`"
    }
}
