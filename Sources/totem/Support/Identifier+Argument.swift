public import ArgumentParser
public import TotemKernel

/// An id as a command's argument, written as in a path of the HTTP interface.
extension Identifier: ExpressibleByArgument {
    public init?(argument: String) { self.init(canonical: argument) }
}
