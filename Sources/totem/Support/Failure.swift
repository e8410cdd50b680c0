import TotemCopy
import TotemImport
import TotemKernel
import TotemStore

/// What went wrong, for people: the reason and what to do about it.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    static func message(of error: any Error) -> String {
        switch error {
        case let error as StoreError: error.message
        case let error as KernelError: error.detail
        case let error as ImportFailure:
            "nothing was imported; mend these rows, or leave their products out with --skip-bad-rows\n\(error)"
        case let error as ImportStopped:
            "\(message(of: error.cause)); \(error.written) products of \(error.file) were imported before that, "
                + "importing it again brings the rest"
        case let error as CopyStopped:
            "\(message(of: error.cause)); what was copied is kept, and the same command goes on from there"
        default: "\(error)"
        }
    }
}
