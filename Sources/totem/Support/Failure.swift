import TotemCopy
import TotemImport
import TotemKernel
import TotemStore

/// What went wrong, for people: the reason and what to do about it.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    @Sendable static func message(of error: any Error) -> String {
        switch error {
        case let error as StoreError: error.message
        case let error as KernelError: error.detail
        case let error as ImportFailure:
            "nothing of \(error.report.file) was imported; mend these rows, or leave their products out with --skip-bad-rows\n"
                + ReportList.text(error.report)
        case let error as ImportStopped: message(of: error)
        case let error as CopyStopped:
            "\(message(of: error.cause)); what was copied is kept, and the same command goes on from there"
        default: "\(error)"
        }
    }

    private static func message(of stop: ImportStopped) -> String {
        let report = stop.report
        let why = stop.cause is CancellationError ? "the import was stopped" : message(of: stop.cause)
        let changed = report.created + report.updated
        guard changed > 0, !report.isDryRun else { return "\(why); nothing of \(report.file) was changed in the store" }
        return
            "\(why); of \(report.file), \(report.created) products were created and \(report.updated) updated before "
            + "that, each of them whole. Importing the same file again goes on from there"
    }
}
