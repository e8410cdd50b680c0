import Foundation
import Synchronization
import Testing
import TotemKernel
import TotemTesting

@testable import TotemPluginHost

/// Most of what a function takes on a busy machine is nobody's time. Each test keeps all processors busy for half a second.
@Suite("Plugins on a busy machine", .serialized, .enabled(if: BusyMachine.isCounted))
struct BusyMachineTests {
    /// Starts threads that compute until `enough` is 1, eight for each processor.
    private static let crowd = """
        #include <pthread.h>
        #include <time.h>
        #include <unistd.h>
        static int enough;
        static void *spin(void *unused) {
          (void)unused;
          while (!__atomic_load_n(&enough, __ATOMIC_RELAXED)) {}
          return NULL;
        }
        static long now(void) {
          struct timespec time;
          clock_gettime(CLOCK_MONOTONIC, &time);
          return time.tv_sec * 1000 + time.tv_nsec / 1000000;
        }
        static void compute_in_a_crowd(long milliseconds) {
          pthread_t threads[256];
          long count = sysconf(_SC_NPROCESSORS_ONLN) * 8, made = 0;
          enough = 0;
          while (made < count && made < 256 && pthread_create(&threads[made], NULL, spin, NULL) == 0) made++;
          for (long end = now() + milliseconds; now() < end;) {}
          __atomic_store_n(&enough, 1, __ATOMIC_RELAXED);
          while (made > 0) pthread_join(threads[--made], NULL);
        }
        """

    @Test("A hook that had no processor has not overrun its budget: the order is placed")
    func hook() async throws {
        let shop = try await PluginShop.open()
        var plugin = CPlugin("crowded")
        plugin.prelude = Self.crowd
        plugin.hooks = ["order.placed": "compute_in_a_crowd(1200);"]
        plugin.budget = ["order.placed": 25]
        try plugin.build(in: shop.folder)
        try await shop.enable("crowded")
        #expect(try await shop.order(try await shop.cart().token).totals.total.amount == 1999)
        #expect(!shop.log.has("a plugin's hook failed"), "\(shop.log.lines)")
    }

    @Test(
        "A function is slow by what it computes and sleeps, and not by what it waits for a processor",
        arguments: [true, false]
    )
    func watched(isBusy: Bool) async throws {
        let wasSlow = Mutex(false)
        let isOver = Atomic(false)
        let watcher = Thread {
            while !isOver.load(ordering: .acquiring) {
                if let slow = PluginWatch.slow, slow.plugin == "watched-\(isBusy)" { wasSlow.withLock { $0 = true } }
                usleep(5_000)
            }
        }
        watcher.start()
        await withCheckedContinuation { continuation in
            Thread {
                // Slow from half of it on.
                Mark("watched-\(isBusy)", "wait", limit: 500, keepsOthers: true).around {
                    if isBusy { return Self.computeInACrowd() }
                    let end = ContinuousClock.now + .seconds(20)
                    while !wasSlow.withLock({ $0 }), ContinuousClock.now < end { usleep(10_000) }
                }
                continuation.resume()
            }.start()
        }
        isOver.store(true, ordering: .releasing)
        #expect(wasSlow.withLock { $0 } == !isBusy)
    }

    private static func computeInACrowd() {
        let crowd = Crowd(ProcessInfo.processInfo.activeProcessorCount * 8)
        let end = ContinuousClock.now + .milliseconds(500)
        while ContinuousClock.now < end {}
        crowd.end()
    }
}

/// Threads that compute until they are told to end.
private final class Crowd: Sendable {
    private let isOver = Atomic(false)

    init(_ count: Int) {
        for _ in 0..<min(count, 256) {
            Thread { [self] in while !isOver.load(ordering: .relaxed) {} }.start()
        }
    }

    func end() { isOver.store(true, ordering: .relaxed) }
}

private enum BusyMachine {
    /// Whether the kernel tells how long a thread waits for a processor.
    static let isCounted = (try? String(contentsOfFile: "/proc/thread-self/schedstat", encoding: .utf8)) != nil
}
