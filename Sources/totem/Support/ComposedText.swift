import ArgumentParser
import TotemKernel

/// A text of an argument that the store keeps, composed as all that comes in from outside is. Paths and URLs are taken as they
/// are: they name something that lies elsewhere.
struct ComposedText: ExpressibleByArgument {
    let text: String

    init(argument: String) { text = argument.composed() }
}
