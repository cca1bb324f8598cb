"""Commands of the AWS CLI that the plain maker does not reach: each family is one way in which people write them otherwise.

Every function takes the maker of aws-worker.py and answers the words of one command. Nothing here may start another
program or write anywhere but to the maker's own folder: commands that would are left out.
"""
import json

# Commands of the CLI's own, with no operation of a service behind them, that neither start programs nor install anything.
OWN = [
    ("configure", "list"), ("configure", "get"), ("configure", "set"), ("eks", "get-token"), ("rds", "generate-db-auth-token"),
    ("ecr", "get-login"), ("ecr", "get-login-password"), ("cloudtrail", "validate-logs"), ("configservice", "get-status"),
    ("emr", "list-clusters"), ("emr", "describe-cluster"), ("emr", "terminate-clusters"),
    ("emr", "modify-cluster-attributes"), ("emr", "add-tags"), ("ecr-public", "get-login-password"),
    ("dlm", "create-default-role"), ("servicecatalog", "generate"),
    ("configure", "list"), ("configure", "get"), ("s3", "website"), ("logs", "describe-log-groups"),
]
EXPRESSIONS = [
    "services[0].deployments[*].{id: id, n: runningCount}", "Reservations[].Instances[?State.Name=='running'].InstanceId[]",
    "length(taskArns)", "sort_by(events, &timestamp)[-5:].message", "MetricAlarms[?contains(AlarmName, 'api')].[AlarmName,StateValue]",
    "join(',', a[].b)", "a | [0]", "a[?b > `5`].c", "not_null(a, b)", "\"quoted-name\".b", "a[*].b[]", "max_by(a, &b).c", "@", "*",
    "a[?!b && c || d == 'x']", "to_string(a)", "a.{x: b, y: c}", "[a, b][0]", "a[1:5:2]", "keys(@)", "map(&x, a)", "a[?starts_with(b, `\"x\"`)]",
    "DBInstances[0].Endpoint.Address", "a.b.c", "contains(a, 'b')", "reverse(a)", "a[].[b, c.d, e[0]]", "`[1, 2]`", "merge(a, b)", "a[?b==`null`]",
]
TIMES = [
    "2024-05-01T10:00:00", "2024-05-01T10:00", "20240501T100000Z", "2024-05-01T10:00:00.123Z", "05/01/2024", "May 1 2024", "1 May 2024 10:00",
    "2024-05-01T10:00:00+0200", "10:00", "10am", "1714557600.5", "1714557600000", "2024/05/01", "2024-5-1", "2024-05", "2024", "last week",
    "-30 minutes", "now-1h", "2024-02-30", "2024-05-01 25:00", "2024-05-01T10:61:00Z", "tomorrow", "2024-05-01T10:00:00 UTC", "Thu May 2 2024",
    "2024-05-01T", "T10:00", "2024-13-01", "1e9", "2024-W18", "24-05-01", "2024-05-01Z", "noon", "{{time}}", "0", "-5", "2024.05.01", "May",
]


def char_change(rng, text, letters):
    """One letter taken out, put in, doubled or exchanged."""
    if not text:
        return rng.choice(letters)
    at = rng.randrange(len(text))
    return rng.choice([
        text[:at] + text[at + 1:], text[:at] + rng.choice(letters) + text[at:], text[:at] + text[at] + text[at:],
        text[:at] + rng.choice(letters) + text[at + 1:], text[:at],
    ])


def flat(path, options, positionals=()):
    words = [*path, *positionals]
    for option in options:
        words += [f"--{option['name']}", *option["words"]]
    return words


def operation(maker, holds=None):
    """An operation with all it needs, and of the options it can have at least one for which `holds` says yes."""
    rng = maker.rng
    for _ in range(400):
        path, options, positionals = maker.make()
        if path[0] == "s3" or path[1] == "wait":
            continue
        command = maker.commands(path[0])[path[1]]
        if holds is None:
            return path, options, positionals, None
        fitting = [
            (name, argument.argument_model) for name, argument in command.arg_table.items()
            if getattr(argument, "argument_model", None) is not None and hasattr(argument, "_operation_model")
            and not getattr(argument, "positional_arg", False) and holds(argument.argument_model)
        ]
        if fitting:
            return path, options, positionals, rng.choice(fitting)
    raise RuntimeError("no operation has such an option")


def setting(options, name, words):
    kept = [o for o in options if o["name"] not in (name, f"no-{name}")]
    return [*kept, {"name": name, "words": words}]


def input_json(maker):
    rng = maker.rng
    path, options, positionals, _ = operation(maker)
    command = maker.commands(path[0])[path[1]]
    shape = command._operation_model.input_shape
    value = maker.value(shape, "input") if shape is not None else {}
    kind = rng.choice(["whole", "whole", "json-type", "unknown", "missing", "case", "broken", "broken", "scalar", "with"])
    if kind in ("json-type", "unknown", "missing", "case"):
        value = maker.spoil_json(value, kind)
    text = json.dumps(value, indent=rng.choice([None, None, 2]))
    if kind == "broken":
        text = char_change(rng, text, "{}[],:\"'x ")
    if kind == "scalar":
        text = rng.choice(["5", "[]", "\"x\"", "", "null", "{", "x", "true"])
    return flat(path, [*(options if kind == "with" else []), {"name": "cli-input-json", "words": [text]}], positionals)


def skeleton(maker):
    rng = maker.rng
    path, options, positionals, _ = operation(maker)
    words = rng.choice([[], [], ["input"], ["output"], ["inputs"], ["json"]])
    chosen = options if rng.random() < 0.4 else []
    return flat(path, [*chosen, {"name": "generate-cli-skeleton", "words": words}], positionals)


def global_anywhere(maker):
    rng = maker.rng
    path, options, positionals, _ = operation(maker)
    words = flat(path, options, positionals)
    for _ in range(rng.randint(1, 3)):
        name, values = rng.choice([
            ("output", ["json", "text", "table", "JSON", "", "jsonl", "none"]), ("region", ["eu-west-1", "us east 1", "", "eu_west_1", "x", "12", "-x"]),
            ("color", ["on", "off", "auto", "never"]), ("cli-read-timeout", ["5", "0", "-1", "5s", ""]), ("cli-connect-timeout", ["5", "x", "1.5"]),
            ("query", ["a", "", "a..b", "a[0]"]), ("debug", None), ("no-paginate", None), ("no-sign-request", None), ("no-verify-ssl", None),
            ("no-debug", None), ("paginate", None), ("sign-request", None), ("quiet", None), ("version", None) if rng.random() < 0.1 else ("debug", None),
            ("ca-bundle", ["/nonexistent.pem"]), ("out", ["json", "xml"]), ("reg", ["eu-west-1"]), ("no-cli-pager", None), ("no-cli-auto-prompt", None),
            ("cli-binary-format", ["raw-in-base64-out", "base64", "raw"]), ("cli-auto-prompt", None),
        ])
        if name in ("no-cli-pager", "no-cli-auto-prompt", "cli-binary-format", "cli-auto-prompt", "debug"):
            # What only version 2 knows is not asked of version 1; what debugging prints is much.
            continue
        if values is None:
            more = rng.choice([[f"--{name}"], [f"--{name}"], [f"--{name}=x"], [f"--{name}", "x"]])
        else:
            value = rng.choice(values)
            more = rng.choice([[f"--{name}", value], [f"--{name}={value}"], [f"--{name}"]])
        at = rng.choice([0, 1, 2, len(words), rng.randint(0, len(words))])
        words[at:at] = more
    return words


def query(maker):
    rng = maker.rng
    path, options, positionals, _ = operation(maker)
    text = rng.choice(EXPRESSIONS)
    for _ in range(rng.choice([0, 1, 1, 2])):
        text = char_change(rng, text, "[]{}()*.,:'\"`&|?@ a1-=!<>")
    return flat(path, [*options, {"name": "query", "words": [text]}], positionals)


def booleans(maker):
    rng = maker.rng
    path, options, positionals, (name, _) = operation(maker, lambda shape: shape.type_name == "boolean")
    options = [o for o in options if o["name"] not in (name, f"no-{name}")]
    other = name[3:] if name.startswith("no-") else f"no-{name}"
    more = rng.choice([
        [f"--{name}"], [f"--{other}"], [f"--{name}", f"--{other}"], [f"--{name}", "true"], [f"--{name}=true"], [f"--{name}", "false"],
        [f"--{other}", "false"], [f"--{name}", f"--{name}"], [f"--{name}="], [f"--no{name}"], [f"--{other[:-1]}"], [f"--{name[:-1]}"], [f"--{name}", "0"],
    ])
    words = flat(path, options, positionals)
    at = rng.choice([len(path) + len(positionals), len(words)])
    return [*words[:at], *more, *words[at:]]


def repeated(maker):
    rng = maker.rng
    path, options, positionals, _ = operation(maker)
    if options:
        chosen = rng.choice(options)
        again = {"name": chosen["name"], "words": list(chosen["words"])}
        if chosen["words"] and chosen["shape"] is not None and rng.random() < 0.7:
            again["shape"] = chosen["shape"]
            again["words"] = maker.words(chosen["shape"], chosen["name"])
            if rng.random() < 0.5:
                maker.spoil_value(rng.choice([again, chosen]))
        options.insert(rng.randint(0, len(options)), again)
    return flat(path, options, positionals)


def times(maker):
    path, options, positionals, (name, _) = operation(maker, lambda shape: shape.type_name == "timestamp")
    return flat(path, setting(options, name, [maker.rng.choice(TIMES)]), positionals)


def is_deep(shape):
    return shape.type_name in ("structure", "map") or (shape.type_name == "list" and shape.member.type_name in ("structure", "map", "list"))


def shorthand(maker):
    """Shorthand as it should be, and with single letters wrong."""
    rng = maker.rng
    path, options, positionals, (name, shape) = operation(maker, is_deep)
    value = maker.value(shape, name)
    items = value if isinstance(value, list) else [value]
    texts = [maker.shorthand(item) if isinstance(item, dict) else maker.nested(item) for item in items]
    texts = [text for text in texts if text] or ["Name=a,Value=b"]
    for _ in range(rng.choice([0, 1, 1, 2])):
        at = rng.randrange(len(texts))
        texts[at] = char_change(rng, texts[at], "{}[]=,'\"\\ @:ab1")
    return flat(path, setting(options, name, texts), positionals)


def json_text(maker):
    rng = maker.rng
    path, options, positionals, (name, shape) = operation(maker, is_deep)
    text = json.dumps(maker.value(shape, name))
    for _ in range(rng.choice([0, 1, 1, 2])):
        text = char_change(rng, text, "{}[],:\"'\\ ab1.-")
    return flat(path, setting(options, name, [text]), positionals)


def numbers(maker):
    rng = maker.rng
    path, options, positionals, (name, _) = operation(maker, lambda shape: shape.type_name in ("integer", "long", "float", "double"))
    value = rng.choice(["0", "-1", "1", "100000", "3.5", "1e2", "0x10", "١", "1 000", "+5", "--5", "5 ", "1_0", "_1", "nan", "true", "5m", ".5", "5.", "007"])
    options = setting(options, name, [value])
    words = flat(path, options[:-1], positionals)
    return [*words, *rng.choice([[f"--{name}", value], [f"--{name}={value}"]])]


def s3_options(maker):
    """`aws s3` with options from its own tables, good and bad values."""
    rng = maker.rng
    verb = rng.choice(["ls", "cp", "cp", "sync", "sync", "mv", "rm", "mb", "rb", "presign"])
    command = maker.table["s3"].subcommand_table[verb] if hasattr(maker.table["s3"], "subcommand_table") else None
    table = command.arg_table if command else {}
    words = ["s3", verb]
    remote = ["s3://logs-bucket/a", "s3://b2-data", "s3://logs-bucket/x/y.txt", "s3://", "s3:/logs", "logs-bucket", "S3://a/b", "s3://a_b/c", "s3://my.bucket/"]
    local = {"sync": "/usr/share/doc/adduser"}.get(verb, maker.file)
    one = lambda: rng.choice(remote[:3] if rng.random() < 0.7 else remote)
    if verb in ("cp", "mv", "sync"):
        target = "/tmp/agreement-out"
        paths = rng.choice([[local, one()], [one(), one()], [one(), target], [one(), target, "x"], [one()]])
    else:
        paths = rng.choice([[one()], [one()], [one(), one()], []])
    names = [n for n in table if n not in ("paths", "path", "sse-c-key", "sse-c-copy-source-key", "expires", "source-region", "expected-size")]
    for name in rng.sample(names, min(len(names), rng.randint(0, 3))):
        argument = table[name]
        kind, choices = argument.cli_type_name, argument.choices
        if kind == "boolean":
            words += rng.choice([[f"--{name}"], [f"--{name}"], [f"--{name}"], [f"--{name}=true"]])
        elif choices:
            words += [f"--{name}", rng.choice([*list(choices), str(list(choices)[0]).lower(), "bad"])]
        elif kind == "integer":
            words += [f"--{name}", rng.choice(["5", "60", "x", "1.5", ""])]
        elif name == "metadata":
            words += [f"--{name}", rng.choice(["a=b", "a=b,c=d", "{\"a\":\"b\"}", "x", "a", "{"])]
        elif name == "grants":
            words += [f"--{name}", *rng.choice([["read=uri=http://acs.amazonaws.com/groups/global/AllUsers"], ["full=id=a", "read=id=b"], ["x"], ["write=id=a"]])]
        elif name == "tags":
            words += [f"--{name}", *rng.choice([["a", "b"], ["a"], ["a", "b", "c"]])]
        else:
            words += [f"--{name}", rng.choice(["*.log", "max-age=60", "text/html", "web"])]
    at = rng.choice([2, len(words)])
    return [*words[:at], *paths, *words[at:]]


def own(maker):
    """Commands with no operation of a service: only their arguments, as their tables say."""
    rng = maker.rng
    service, name = rng.choice(OWN)
    entry = maker.table.get(service)
    tables = maker.commands(service) if entry is not None and hasattr(entry, "_get_command_table") else getattr(entry, "subcommand_table", {})
    command = tables.get(name)
    if command is None:
        return [service, name]
    words = [service, name]
    for option, argument in command.arg_table.items():
        if option.startswith("cli-input") or option == "generate-cli-skeleton":
            continue
        if getattr(argument, "positional_arg", False):
            if rng.random() < 0.9:
                words.append(rng.choice(["region", "output", "web", "default.region"]))
            continue
        if not argument.required and rng.random() < 0.8:
            continue
        if argument.required and rng.random() < 0.15:
            continue
        kind = argument.cli_type_name
        value = {"boolean": [], "integer": [rng.choice(["5", "x"])]}.get(kind)
        if value is None:
            value = [rng.choice(list(argument.choices))] if argument.choices else [rng.choice(["web", "j-ABC", "Key=a,Value=b", maker.file, "2024-05-01T10:00:00Z"])]
        words += [f"--{option}", *value]
    if rng.random() < 0.2:
        words.append(rng.choice(["extra", "--extra", "--force"]))
    return words


def helps(maker):
    rng = maker.rng
    path, options, positionals, _ = operation(maker)
    return rng.choice([
        ["help"], [path[0], "help"], [*path, "help"], [path[0], "helps"], [*path, "--help"], ["--help"], ["-h"], [path[0], "-h"], [path[0]], [],
        [path[0], "wait"], [*flat(path, options, positionals), "help"], ["help", path[0]], [path[0], "wait", "help"],
    ])


def jumbled(maker):
    """A whole command with words left out, doubled, exchanged, joined or broken."""
    rng = maker.rng
    path, options, positionals, _ = operation(maker)
    words = flat(path, options, positionals)
    for _ in range(rng.randint(1, 2)):
        at = rng.randrange(len(words))
        other = rng.randrange(len(words))
        kind = rng.randrange(9)
        if kind == 0 and len(words) > 1:
            words.pop(at)
        elif kind == 1:
            words.insert(at, words[at])
        elif kind == 2:
            words[at], words[other] = words[other], words[at]
        elif kind == 3 and at + 1 < len(words):
            words[at:at + 2] = [f"{words[at]}={words[at + 1]}"]
        elif kind == 4 and at + 1 < len(words):
            words[at:at + 2] = [f"{words[at]}{words[at + 1]}"]
        elif kind == 5:
            words[at] = words[at].lstrip("-") if words[at].startswith("--") else f"--{words[at]}"
        elif kind == 6:
            words.insert(at, rng.choice(["--", "-", "", "-v", "--x", "-x=1", "-5", "a b", "--a b", "\\", "&&"]))
        elif kind == 7:
            words[at] = words[at].replace("--", "-", 1).upper() if rng.random() < 0.3 else words[at].replace("--", rng.choice(["-", "---", "—"]), 1)
        else:
            words[at] = maker.typo(words[at])
    return words


FAMILIES = [
    input_json, input_json, skeleton, global_anywhere, global_anywhere, query, query, booleans, booleans, repeated, times, shorthand, shorthand,
    shorthand, json_text, json_text, numbers, s3_options, s3_options, own, helps, jumbled, jumbled, jumbled,
]


def make(maker):
    return maker.rng.choice(FAMILIES)(maker)
