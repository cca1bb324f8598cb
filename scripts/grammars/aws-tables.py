"""Prints the argument tables of the installed AWS CLI v1, one JSON object per line and service.

The CLI builds every command's parser with argparse; this asks it to build each of them and writes down what the
parser would accept. Nothing is called, no credentials are needed. Usage: python3 aws-tables.py > tables.jsonl
"""
import json
import sys

import awscli
import botocore
from awscli.argparser import ArgTableArgParser
from awscli.clidriver import ServiceCommand, create_clidriver
from botocore import xform_name


def argument(action, kinds):
    """One argparse action, as a small object; `kind` is the botocore shape's type where there is one."""
    found = {
        "options": action.option_strings,
        "dest": action.dest,
        "required": bool(action.required),
        "nargs": action.nargs,
    }
    if action.choices is not None:
        found["choices"] = [str(choice) for choice in action.choices]
    name = action.option_strings[0].lstrip("-") if action.option_strings else action.dest
    kind = kinds.get(name)
    # argparse itself converts a few (`--max-items`): it refuses in other words than the CLI does later.
    if action.type is int:
        kind = "int"
    if kind:
        found["kind"] = kind
    return found


def parser_of(arguments, table, subcommands=None):
    parser = ArgTableArgParser(table, subcommands)
    for action in parser._actions:
        if action.dest in ("help", "subcommand"):
            continue
        arguments.append(argument(action, {name: arg.cli_type_name for name, arg in table.items()}))
    return [
        [action.option_strings[0] for action in group._group_actions]
        for group in parser._mutually_exclusive_groups
        if group.required
    ]


def operation(name, command):
    found = {"name": name, "arguments": []}
    # First the subcommands, as the CLI does: building them adds arguments (`s3 sync --delete`).
    subcommands = getattr(command, "subcommand_table", None)
    groups = parser_of(found["arguments"], command.arg_table, subcommands)
    if groups:
        found["oneOf"] = groups
    model = getattr(command, "_operation_model", None)
    if model is not None:
        found["api"] = model.name
    if subcommands:
        found["subcommands"] = [operation(sub, value) for sub, value in subcommands.items()]
    return found


def service(name, command, session):
    found = {"name": name}
    if isinstance(command, ServiceCommand):
        model = command._get_service_model()
        found["prefixes"] = list(dict.fromkeys(
            [model.signing_name, model.endpoint_prefix, model.service_name, model.metadata.get("serviceId", "")]
        ))
        commands = command._get_command_table()
        found["operations"] = [operation(n, c) for n, c in commands.items() if n != "help"]
        waiters = {}
        try:
            waiter_model = session.get_waiter_model(model.service_name)
            for waiter in waiter_model.waiter_names:
                waiters[xform_name(waiter, "-")] = waiter_model.get_waiter(waiter).operation
        except Exception as error:  # most services have no waiters
            if type(error).__name__ not in ("UnknownServiceError", "DataNotFoundError"):
                raise
        if waiters:
            found["waiters"] = waiters
    else:
        found["prefixes"] = []
        found.update({k: v for k, v in operation(name, command).items() if k != "name"})
        found["operations"] = found.pop("subcommands", [])
    return found


def main():
    driver = create_clidriver()
    table = driver._get_command_table()
    globals_ = []
    parser = driver._create_parser(table) if hasattr(driver, "_create_parser") else driver.create_parser(table)
    for action in parser._actions:
        if action.dest != "command":
            globals_.append(argument(action, {}))
    print(json.dumps({"awscli": awscli.__version__, "botocore": botocore.__version__, "globals": globals_}))
    for name, command in table.items():
        if name == "help":
            continue
        try:
            print(json.dumps(service(name, command, driver.session), separators=(",", ":")))
        except Exception as error:
            print(f"{name}: {error!r}", file=sys.stderr)


main()
