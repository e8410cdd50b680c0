import ArgumentParser
import Glibc
import TotemKernel
import TotemNode
import TotemProgram

struct CustomerErase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Forget a customer. It can't be undone.",
        discussion: """
            Addresses, carts and log-ins go, and the customer with them. Orders stay for the books, with their numbers, sums and \
            countries, and name nobody any more; so do those that were made as a guest with the same e-mail. What plugins \
            keep of their own is theirs to forget: the hook customer.erasing tells those that are on.
            """
    )

    @Argument(help: "The customer's e-mail.") var email: String
    @Flag(help: "Do not ask.") var yes = false
    @OptionGroup var plugins: PluginsOption
    @OptionGroup var store: StoreOption

    func run() async throws {
        let email = try Email(email)
        try await store.withNode(.changing, plugins: plugins, runsPlugins: true) { node in
            let customer = try await node.kernel.read(as: .system) { tx, context in
                try CustomerStore.get(CustomerStore.id(of: email, in: tx, context), in: tx, context)
            }
            guard yes || agrees(to: customer) else {
                throw Failure("nothing was erased; answer with yes, or run it with --yes")
            }
            let id = customer.user.id
            try await node.kernel.prepareErasure(of: id, node.kernel.context(for: .system))
            try await node.kernel.write(as: .system) { tx, context in
                try CustomerErasure.finish(id, in: tx, context)
            }
            Output.line("Customer \(id) is erased.")
        }
    }

    private func agrees(to customer: Customer) -> Bool {
        guard isatty(STDIN_FILENO) == 1 else { return false }
        Output.status("Erase \(customer.user.email) with \(customer.ordersCount) orders to anonymise? [yes/no] ")
        return readLine()?.lowercased() == "yes"
    }
}
