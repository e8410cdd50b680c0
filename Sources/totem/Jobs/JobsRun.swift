import ArgumentParser
import TotemKernel
import TotemNode
import TotemProgram

struct JobsRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Queue a job now, whatever its schedule says."
    )

    @Argument(help: "The job, as totem jobs list shows it: PLUGIN.JOB, or JOB where only one plugin has it.")
    var name: String

    @OptionGroup var store: StoreOption

    func run() async throws {
        let job = try await store.withNode(.changing) { node in
            try await node.kernel.write(as: .system) { [name] tx, context in
                try JobQueue.run(name, in: tx, at: context.now)
            }
        }
        Output.line("\(job.plugin).\(job.name) will be run by the totemd that runs this shop.")
    }
}
