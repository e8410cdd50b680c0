internal import CTotem

/// A call that one plugin makes of another, as its slot knows it. It lies on the stack of the thread that runs it.
///
/// Most services call nothing of the host's, so their frame is made by the first function that asks for it.
struct InnerCall {
    let caller: Unmanaged<CallFrame>
    let callee: Unmanaged<Callee>
    /// Whether it was called from SQL, where nothing can be written.
    let onlyReads: Bool
    var frame: CallFrame?

    /// The frame of the call that runs in a slot, which it holds; nil when it has ended.
    static func frame(in slot: UnsafeMutablePointer<CallSlot>) -> Unmanaged<CallFrame>? {
        guard let inner = slot.pointee.inner else { return nil }
        let frame = CallFrame(inner.pointee, in: slot)
        inner.pointee.frame = frame
        return Unmanaged.passUnretained(frame)
    }
}
