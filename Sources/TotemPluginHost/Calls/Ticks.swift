internal import CTotemHost
private import Glibc

/// Time that hooks take, read from the processor's counter and turned into nanoseconds when it is shown.
enum Ticks {
    static var now: UInt64 { totem_ticks() }

    /// Two readings of both clocks, milliseconds apart at least, tell how long a tick is.
    private static let start: (ticks: UInt64, nanoseconds: UInt64) = (totem_ticks(), monotonic())
    private static let leastSpan: UInt64 = 5_000_000

    /// How many nanoseconds one tick takes; measured anew over the time since the first use, so that it gets better.
    static func nanoseconds(_ ticks: UInt64) -> Int64 {
        let begin = start
        let span = monotonic() &- begin.nanoseconds
        let counted = totem_ticks() &- begin.ticks
        guard span >= leastSpan, counted > 0 else { return Int64(clamping: ticks / assumedPerNanosecond) }
        return Int64(Double(ticks) * Double(span) / Double(counted))
    }

    /// Starts measuring. Called when the host starts, long before the first hook.
    static func warmUp() { _ = start }

    /// Counters tick one to four times a nanosecond; used only in the first milliseconds of a process.
    private static let assumedPerNanosecond: UInt64 = 2

    private static func monotonic() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
