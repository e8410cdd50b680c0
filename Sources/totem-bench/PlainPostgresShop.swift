import CBaseline
import TotemNode

/// The C program's side on PostgreSQL.
final class PlainPostgresShop: PlainShop {
    let bench: Workbench
    let name: String
    let products: Int64
    let withCoupon: Bool
    private let baseline: OpaquePointer

    init(
        _ name: String,
        connections: Int,
        products: Int64,
        withCoupon: Bool,
        on bench: Workbench,
        _ server: BenchServer
    ) async throws {
        self.bench = bench
        self.name = name
        self.products = products
        self.withCoupon = withCoupon
        let node = try await bench.openShop(name, plugins: withCoupon ? ["coupons"] : [])
        await node.close()
        baseline = try Self.withError { error, size in
            postgres_baseline_open(server.url(of: name), Int32(connections), withCoupon ? 1 : 0, error, size)
        }
    }

    func place(_ orders: PlainOrders, _ range: Range<Int>) throws {
        guard let first = orders.all.baseAddress?.advanced(by: range.lowerBound) else { return }
        try Self.withError { error, size in
            postgres_baseline_place(baseline, first, range.count, error, size) == 0 ? () : nil
        }
    }

    func closeProgram() { postgres_baseline_close(baseline) }

    /// - Throws: ``BenchmarkError`` with the C program's words, when `body` gives nothing.
    private static func withError<Value>(
        _ body: (UnsafeMutablePointer<CChar>, Int) -> Value?
    ) throws -> Value {
        try withUnsafeTemporaryAllocation(of: CChar.self, capacity: 500) { error in
            guard let start = error.baseAddress else { throw BenchmarkError("out of memory") }
            start.pointee = 0
            guard let value = body(start, error.count) else {
                throw BenchmarkError("the C program on libpq failed: \(String(cString: start))")
            }
            return value
        }
    }
}
