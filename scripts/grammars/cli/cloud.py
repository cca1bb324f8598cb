"""Prints the commands of gcloud or az as JSON lines, one per group of commands: what each group's commands are and take.

gcloud: from the tree its shell completion is made of, in the SDK's own folder. az: from its command loader.
Only what is generally available: no alpha, beta or preview. Usage: /usr/bin/python3 cloud.py gcloud|az
"""
import json
import os
import subprocess
import sys


def table(flags, short):
    return {"flags": " ".join(sorted(set(flags))), "short": short}


def gcloud():
    root = subprocess.run(["gcloud", "info", "--format=value(installation.sdk_root)"], capture_output=True, text=True, check=True).stdout.strip()
    version = open(os.path.join(root, "VERSION")).read().strip()
    sys.path.insert(0, os.path.join(root, "data", "cli"))
    from gcloud_completions import STATIC_COMPLETION_CLI_TREE as tree

    def flags_of(node):
        return [f"{name[2:]}{':0' if kind == 'bool' else ''}" for name, kind in node["flags"].items() if name.startswith("--")]

    groups = {}

    def visit(path, node, inherited):
        own = [*inherited, *flags_of(node)]
        if node["commands"]:
            for name, sub in node["commands"].items():
                visit([*path, name], sub, own)
        else:
            groups.setdefault(path[0], {})[" ".join(path)] = table(own, {})

    for name, node in tree["commands"].items():
        if name not in ("alpha", "beta", "preview"):
            visit([name], node, [])
    head = {
        "tool": "gcloud", "version": version, "source": f"the completion tree of the Google Cloud CLI {version}", "licence": "Apache-2.0",
        "globals": table(flags_of(tree), {"h": "help", "q": "quiet"}), "aliases": {},
    }
    return head, groups


def az():
    from azure.cli.core import MainCommandsLoader, __version__, get_default_cli

    cli = get_default_cli()
    cli.invocation = cli.invocation_cls(cli_ctx=cli, parser_cls=cli.parser_cls, commands_loader_cls=cli.commands_loader_cls, help_cls=cli.help_cls)
    loader = cli.invocation.commands_loader
    commands = loader.load_command_table(None)
    for name in commands:
        # A package that Debian leaves out of a module takes the options of its commands along, not those of all.
        try:
            loader.load_arguments(name)
        except (ImportError, ValueError, AttributeError) as error:
            print(f"{name}: {error}", file=sys.stderr)
    groups = {}
    for name, command in commands.items():
        if command.preview_info or command.experimental_info or command.deprecate_info:
            continue
        flags, short = [], {}
        for key, argument in command.arguments.items():
            if key in ("cmd", "client", "instance"):
                continue
            settings = argument.type.settings
            takes = ":0" if settings.get("action") in ("store_true", "store_false") or settings.get("nargs") in ("?", 0) else ""
            texts = [str(getattr(option, "target", option)) for option in settings.get("options_list") or []]
            long = [text[2:] for text in texts if text.startswith("--")]
            flags += [f"{text}{takes}" for text in long]
            for text in texts:
                if not text.startswith("--"):
                    short[text.lstrip("-")] = long[0] if long else text.lstrip("-")
        groups.setdefault(name.split()[0], {})[name] = table(flags, short)
    head = {
        "tool": "az", "version": __version__, "source": f"the command loader of azure-cli {__version__}", "licence": "MIT",
        "globals": table(["debug:0", "verbose:0", "only-show-errors:0", "help:0", "query", "output", "subscription", "version:0"], {"h": "help", "o": "output"}),
        "aliases": {},
    }
    return head, groups


head, groups = {"gcloud": gcloud, "az": az}[sys.argv[1]]()
print(json.dumps(head))
for group, commands in groups.items():
    print(json.dumps({"group": group, "commands": commands}))
