import TotemKernel
import TotemStore
import TotemTesting

/// A shop with Coupons on.
struct CouponShop {
    let shop: PluginShop

    static func open() async throws -> CouponShop {
        let shop = try await PluginShop.open()
        try PluginFixtures.assemble("Coupons", library: "Coupons", into: shop.folder)
        try await shop.enable("coupons")
        return CouponShop(shop: shop)
    }

    /// - Returns: the new coupon's id.
    @discardableResult
    func add(
        _ code: String,
        _ type: String = "percentage",
        _ value: Int64 = 1000,
        _ more: [String: JSONValue] = [:]
    )
        async throws -> Int64
    {
        let members: [String: JSONValue] = ["code": .string(code), "type": .string(type), "value": .integer(value)]
        let answer = try await send("POST", "/coupons", .object(members.merging(more) { _, new in new }))
        guard answer.status == 201, let id = answer["id"].integer else {
            throw KernelError.notFound("id in the answer")
        }
        return id
    }

    func send(
        _ method: String,
        _ path: String,
        _ body: JSONValue? = nil,
        query: [String: String] = [:]
    ) async throws -> TestResponse {
        try await shop.send(method, path, of: "coupons", body, query: query)
    }

    func timesUsed(_ id: Int64) async throws -> Int64? {
        try await send("GET", "/coupons/\(id)")["times_used"].integer
    }
}
