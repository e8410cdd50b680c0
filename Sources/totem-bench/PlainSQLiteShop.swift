import CBaseline
import TotemNode

/// The C program's side on SQLite: a commit for each order.
final class PlainSQLiteShop: PlainShop {
    let bench: Workbench
    let name: String
    let products = Shop.productCount
    let withCoupon: Bool
    private let baseline: OpaquePointer

    init(_ name: String, withCoupon: Bool, on bench: Workbench) async throws {
        self.bench = bench
        self.name = name
        self.withCoupon = withCoupon
        let node = try await bench.openShop(name, plugins: withCoupon ? ["coupons"] : [])
        await node.close()
        let path = bench.path(name)
        guard let baseline = baseline_open(path) else { throw BenchmarkError("the C program can't open \(path)") }
        self.baseline = baseline
    }

    func place(_ orders: PlainOrders, _ range: Range<Int>) throws {
        for index in range where baseline_place(baseline, &orders.all[index]) != 0 {
            throw BenchmarkError("the C program failed: \(String(cString: baseline_error(baseline)))")
        }
    }

    func closeProgram() { baseline_close(baseline) }
}
