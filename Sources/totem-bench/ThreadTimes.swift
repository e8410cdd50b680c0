import FoundationEssentials

/// What each kind of thread of this process has taken of the processor, in seconds.
struct ThreadTimes {
    /// Those that read and write connections.
    var eventLoops = 0.0
    /// Those that the store works on, with the plugins.
    var store = 0.0
    /// Swift's, where handlers run, and everything else.
    var tasks = 0.0

    /// Of the threads that there are now. Linux names them and counts their nanoseconds.
    static var now: ThreadTimes {
        var times = ThreadTimes()
        let folder = "/proc/self/task"
        for thread in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            guard let name = text("\(folder)/\(thread)/comm"), let counts = text("\(folder)/\(thread)/schedstat"),
                let nanoseconds = counts.split(separator: " ").first.flatMap({ Double($0) })
            else { continue }
            let seconds = nanoseconds / 1e9
            if name.hasPrefix("NIO-") {
                times.eventLoops += seconds
            } else if name.hasPrefix("totem-") {
                times.store += seconds
            } else {
                times.tasks += seconds
            }
        }
        return times
    }

    static func - (left: ThreadTimes, right: ThreadTimes) -> ThreadTimes {
        ThreadTimes(
            eventLoops: left.eventLoops - right.eventLoops,
            store: left.store - right.store,
            tasks: left.tasks - right.tasks
        )
    }

    static func += (left: inout ThreadTimes, right: ThreadTimes) {
        left.eventLoops += right.eventLoops
        left.store += right.store
        left.tasks += right.tasks
    }

    private static func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }
}
