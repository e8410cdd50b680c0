import ArgumentParser
import TotemKernel
import TotemNode
import TotemProgram

struct JobsRetry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Try a run that has failed again, from its last checkpoint."
    )

    @Argument(help: "The run's id, as totem jobs list shows it.")
    var id: Int64

    @OptionGroup var store: StoreOption

    func validate() throws {
        guard id > 0 else { throw ValidationError("An id is a number from 1.") }
    }

    func run() async throws {
        let job = try await store.withNode(.changing) { node in
            try await node.kernel.write(as: .system) { [id] tx, context in
                try JobQueue.retry(Job.ID(id), in: tx, at: context.now)
            }
        }
        Output.line("\(job.plugin).\(job.name) will be run again by the totemd that runs this shop.")
    }
}
