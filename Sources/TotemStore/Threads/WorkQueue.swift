/// What waits for a thread of the store: filled from anywhere, emptied by the threads that own it.
package final class WorkQueue<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        var isClosed = false
    }

    private let monitor = Monitor(State())

    package init() {}

    /// - Returns: false when the queue is closed; the element was not taken.
    package func put(_ element: Element) -> Bool {
        monitor.wake { state in
            if !state.isClosed { state.elements.append(element) }
            return !state.isClosed
        }
    }

    /// Waits for elements and takes those that are there, in their order.
    /// - Returns: nothing once the queue is closed and empty.
    package func take() -> [Element] {
        monitor.wait { state in
            guard !state.elements.isEmpty || state.isClosed else { return nil }
            defer { state.elements = [] }
            return state.elements
        }
    }

    /// Refuses new elements. What is queued is still taken.
    package func close() {
        monitor.wake(all: true) { $0.isClosed = true }
    }
}
