"""Prints the table of celery's or alembic's commands as JSON: asked of the click and argparse objects that parse for them.

Usage: /usr/bin/python3 celery-alembic.py celery|alembic
"""
import argparse
import json
import sys


def celery():
    import celery as package
    from celery.bin.celery import celery as root

    import click

    def options(command):
        flags, short, args, first = [], {}, [0, 0], None
        for parameter in command.params:
            if isinstance(parameter, click.Argument):
                if isinstance(parameter.type, click.Choice) and args == [0, 0]:
                    first = list(parameter.type.choices)
                least = (parameter.nargs if parameter.nargs > 0 else 1) if parameter.required else 0
                args[0] += least
                args[1] = None if parameter.nargs < 0 or args[1] is None else args[1] + parameter.nargs
                continue
            takes = ":0" if parameter.is_flag or parameter.count else ""
            long = [o for o in [*parameter.opts, *parameter.secondary_opts] if o.startswith("--")]
            flags += [f"{name[2:]}{takes}" for name in long]
            for option in parameter.opts:
                if not option.startswith("--"):
                    short[option[1:]] = long[0][2:] if long else option[1:] + takes
        settings = command.context_settings
        # What goes on to another parser is not known here.
        if settings.get("ignore_unknown_options"):
            return {"flags": "", "short": {}}
        if settings.get("allow_extra_args"):
            args[1] = None
        found = {"flags": " ".join(sorted([*flags, "help:0"])), "short": short, "args": args}
        return {**found, "first": first} if first else found

    commands = {}

    def visit(path, command):
        if isinstance(command, click.Group):
            for name, sub in command.commands.items():
                visit([*path, name], sub)
        else:
            commands[" ".join(path)] = options(command)

    for name, command in root.commands.items():
        visit([name], command)
    own = options(root)
    return {
        "tool": "celery", "version": package.__version__, "source": f"click commands of celery {package.__version__}",
        "licence": "BSD-3-Clause", "globals": {"flags": own["flags"], "short": own["short"]}, "commands": commands, "aliases": {},
    }


def alembic():
    import alembic as package
    from alembic.config import CommandLine

    parser = CommandLine("alembic").parser

    def options(one):
        flags, short, args = [], {}, [0, 0]
        for action in one._actions:
            if isinstance(action, argparse._SubParsersAction):
                continue
            if not action.option_strings:
                least = {"?": 0, "*": 0, "+": 1, None: 1}.get(action.nargs, action.nargs)
                args = [args[0] + least, None if action.nargs in ("*", "+") or args[1] is None else args[1] + (action.nargs if isinstance(action.nargs, int) else 1)]
                continue
            takes = ":0" if action.nargs == 0 else ""
            long = [o for o in action.option_strings if o.startswith("--")]
            flags += [f"{name[2:]}{takes}" for name in long]
            for option in action.option_strings:
                if not option.startswith("--"):
                    short[option[1:]] = long[0][2:] if long else option[1:] + takes
        return {"flags": " ".join(sorted(flags)), "short": short, "args": args}

    [subparsers] = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    own = options(parser)
    return {
        "tool": "alembic", "version": package.__version__, "source": f"argparse parsers of alembic {package.__version__}", "licence": "MIT",
        "globals": {"flags": own["flags"], "short": own["short"]},
        "commands": {name: options(sub) for name, sub in subparsers.choices.items()}, "aliases": {},
    }


print(json.dumps({"celery": celery, "alembic": alembic}[sys.argv[1]]()))
