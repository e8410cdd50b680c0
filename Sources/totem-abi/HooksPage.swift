/// `docs/hooks.md`: the catalogue for readers.
struct HooksPage {
    let header: Header

    func text() -> String {
        var text = """
            # Hooks

            Written by `make abi` from `Sources/CTotem/include/totem_plugin.h`, whose section 3 explains contexts, and section 5 the payloads.

            | hook | context | payload | veto | effects |
            |---|---|---|---|---|

            """
        for hook in header.hooks {
            let effects = hook.effects.map { "`totem_\($0)`" }.joined(separator: ", ")
            text +=
                "| [`\(hook.name)`](#\(hook.name.replacing(".", with: ""))) | \(hook.context) | `\(hook.payload)` "
                + "| \(hook.mayVeto ? "yes" : "") | \(effects) |\n"
        }
        for hook in header.hooks {
            text += "\n## \(hook.name)\n\n" + hook.comment.joined(separator: "\n") + "\n"
        }
        return text
    }
}
