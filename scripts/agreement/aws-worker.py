"""Makes commands of the AWS CLI from its own models, spoils some of them, and says which of them the CLI itself refuses.

Runs the real CLI version 1 in this one process (a process for each command would take half a second each). A command is
accepted if it sent a request or ended well without one, and refused if it ended before sending anything. Prints one JSON
object per line: {"argv", "accepted", "said"}. Usage: aws-worker.py N SEED ENDPOINT, or aws-worker.py - - ENDPOINT with
argument lists as JSON lines on standard input.
"""
import atexit
import contextlib
import io
import json
import os
import random
import shutil
import sys
import tempfile
import time

HOME = tempfile.mkdtemp(prefix="aws-agreement-")
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ.update(
    AWS_ACCESS_KEY_ID="none", AWS_SECRET_ACCESS_KEY="none", AWS_DEFAULT_REGION="us-east-1", AWS_CONFIG_FILE=os.path.join(HOME, "config"),
    AWS_SHARED_CREDENTIALS_FILE=os.devnull, HOME=HOME, AWS_EC2_METADATA_DISABLED="true", AWS_MAX_ATTEMPTS="1", AWS_PAGER="",
)

import awscli.help
import botocore.session
from awscli.clidriver import ServiceCommand, create_clidriver
from awscli.customizations.waiters import WaitCommand
from botocore.httpsession import URLLib3Session

sys.dont_write_bytecode = True
import aws_families  # noqa: E402

MOST_SENT = 1
sent = [0]


class Enough(Exception):
    """The command has sent what we wanted to see: no second page, no polling."""


real_send = URLLib3Session.send


def send(self, request):
    sent[0] += 1
    if sent[0] > MOST_SENT:
        raise Enough()
    self._timeout = 5
    return real_send(self, request)


def no_sleep(seconds):
    raise Enough()


URLLib3Session.send = send
# Help is shown through a pager that this machine may lack.
awscli.help.PosixHelpRenderer.render = lambda self, contents: None
loaders = {}
real_create_loader = botocore.session.create_loader
botocore.session.create_loader = lambda path: loaders.setdefault(path, real_create_loader(path))


def run(argv, endpoint):
    sent[0] = 0
    # What an earlier `configure set` left behind.
    with contextlib.suppress(FileNotFoundError):
        os.remove(os.environ["AWS_CONFIG_FILE"])
    out, err = io.StringIO(), io.StringIO()
    sys.stdin = io.TextIOWrapper(io.BytesIO())
    time.sleep, slept = no_sleep, time.sleep
    # Some commands write bytes.
    raw = io.TextIOWrapper(io.BytesIO())
    try:
        with contextlib.redirect_stdout(raw), contextlib.redirect_stderr(err):
            code = create_clidriver().main(["--endpoint-url", endpoint, *argv])
    except SystemExit as error:
        code = error.code
    except BaseException as error:
        code = 255
        err.write(f"{type(error).__name__}: {error}")
    finally:
        time.sleep = slept
    # Some refusals are about this installation, which lacks a plugin or what version 2 brings along.
    lacking = "could not be found" in err.getvalue() and "config profile" in err.getvalue() or "Unable to locate authorization token" in err.getvalue() or "Missing Dependency" in err.getvalue() or "SessionManagerPlugin is not found" in err.getvalue()
    # `configure get` answers 1, and says nothing, for what is not set.
    unset = argv[:2] == ["configure", "get"] and code == 1 and not err.getvalue()
    accepted = sent[0] > 0 or code in (0, None) or lacking or unset
    return {"argv": argv, "accepted": accepted, "said": "" if accepted else err.getvalue().strip()[-600:]}


# What runbooks ask for most; the rest of the services share what is left.
COMMON = (
    "ecs ecs ecs rds rds rds elasticache elasticache cloudwatch cloudwatch logs logs sqs sns lambda dynamodb s3api s3api "
    "ec2 ec2 ec2 elbv2 elbv2 route53 iam sts secretsmanager ssm eks autoscaling application-autoscaling cloudformation acm kms "
    "ecr cloudfront events stepfunctions elb docdb kinesis opensearch backup efs wafv2 codedeploy deploy cloudtrail redshift"
).split()
WORDS = ["web", "api-prod", "orders-2024", "a", "arn:aws:ecs:us-east-1:123456789012:service/web", "vpc-0a1b2c3d", "x1", "10.0.0.0/16"]
TIMES = ["2024-05-01T10:00:00Z", "2024-05-01", "1714557600", "2024-05-01T10:00:00+02:00", "Wed, 01 May 2024 10:00:00 GMT", "2024-05-01 10:00"]
NO_TIMES = ["yesterday", "now", "-1h", "1 hour ago", "2024-13-45", "2024-05-01T25:00:00Z", "soon", "", "today"]


class Maker:
    def __init__(self, rng):
        self.rng = rng
        self.driver = create_clidriver()
        self.table = self.driver._get_command_table()
        self.services = [name for name, command in self.table.items() if isinstance(command, ServiceCommand)]
        self.tables = {}
        self.folder = tempfile.TemporaryDirectory()
        self.file = os.path.join(self.folder.name, "file.bin")

    def commands(self, service):
        if service not in self.tables:
            self.tables[service] = dict(self.table[service]._get_command_table())
        return self.tables[service]

    def make(self):
        rng = self.rng
        if rng.random() < 0.04:
            return self.s3()
        service = rng.choice(COMMON) if rng.random() < 0.85 else rng.choice(self.services)
        if service not in self.table or not isinstance(self.table[service], ServiceCommand):
            return self.make()
        commands = self.commands(service)
        names = [n for n, c in commands.items() if hasattr(c, "_operation_model")]
        waits = list(commands["wait"].subcommand_table) if isinstance(commands.get("wait"), WaitCommand) else []
        if waits and rng.random() < 0.08:
            name = rng.choice(waits)
            return [service, "wait", name], *self.options(commands["wait"].subcommand_table[name])
        name = rng.choice(names)
        return [service, name], *self.options(commands[name])

    def options(self, command):
        """Options with their values as words, and the shape of each, for those who spoil them."""
        rng = self.rng
        options, positionals = [], []
        for name, argument in command.arg_table.items():
            if getattr(argument, "positional_arg", False):
                positionals.append("/dev/null")
                continue
            model = getattr(argument, "argument_model", None)
            if name in ("cli-input-json", "generate-cli-skeleton") or (model is None and not argument.required):
                continue
            if not argument.required and rng.random() > (0.5 if len(command.arg_table) < 8 else 3 / len(command.arg_table)):
                continue
            if type(argument).__name__ == "PageArgument":
                options.append({"name": name, "words": [str(rng.randint(1, 50))], "shape": None, "required": False})
                continue
            if model is None or not hasattr(argument, "_operation_model"):
                if not argument.required:
                    continue
                words = [] if argument.cli_type_name == "boolean" else [rng.choice(WORDS)]
                options.append({"name": name, "words": words, "shape": None, "required": True})
                continue
            words = [] if model.type_name == "boolean" else self.words(model, name)
            options.append({"name": name, "words": words, "shape": model, "required": bool(argument.required)})
        rng.shuffle(options)
        return options, positionals

    def words(self, shape, name):
        rng = self.rng
        if shape.type_name == "list" and shape.member.type_name not in ("structure", "list", "map"):
            value = self.value(shape, name)
            if not value:
                return ["[]"]
            return [json.dumps(value)] if rng.random() < 0.15 else [self.scalar_text(item) for item in value]
        if shape.type_name in ("list", "structure", "map"):
            value = self.value(shape, name)
            if rng.random() < 0.5:
                if shape.type_name == "list" and value and rng.random() < 0.8:
                    texts = [self.shorthand(item) for item in value]
                elif shape.type_name != "list":
                    texts = [self.shorthand(value)]
                else:
                    texts = [None]
                if all(text for text in texts):
                    return texts
            return [json.dumps(value)]
        return [self.scalar_text(self.value(shape, name))]

    def scalar_text(self, value):
        if isinstance(value, bool):
            return "true" if value else "false"
        return str(value)

    def value(self, shape, name, depth=0):
        rng = self.rng
        kind = shape.type_name
        if kind == "structure":
            if getattr(shape, "is_document_type", False):
                return {"a": 1}
            required = shape.metadata.get("required", [])
            members = shape.members
            if getattr(shape, "is_tagged_union", False):
                chosen = [rng.choice(list(members))] if members else []
            else:
                chosen = [m for m in members if m in required or (depth < 3 and rng.random() < min(0.5, 2.5 / max(1, len(members))))]
            if depth > 6:
                chosen = [m for m in chosen if m in required]
            return {m: self.value(members[m], m, depth + 1) for m in chosen}
        if kind == "list":
            least = shape.metadata.get("min", 0)
            count = max(least, rng.randint(1, 2)) if depth < 5 else least
            return [self.value(shape.member, name, depth + 1) for _ in range(min(count, 5))]
        if kind == "map":
            return {self.value(shape.key, "key", depth + 1): self.value(shape.value, name, depth + 1) for _ in range(1)}
        if kind in ("integer", "long"):
            return max(shape.metadata.get("min", 0), rng.randint(0, 20))
        if kind in ("float", "double"):
            return max(shape.metadata.get("min", 0), rng.choice([1, 0.5, 80.0]))
        if kind == "boolean":
            return rng.random() < 0.5
        if kind == "timestamp":
            return rng.choice(TIMES)
        if kind == "blob":
            return self.file if shape.serialization.get("streaming") else "aGVsbG8="
        if shape.metadata.get("enum") and rng.random() < 0.9:
            return rng.choice(shape.metadata["enum"])
        if name.lower() in ("bucket",):
            return rng.choice(["logs-bucket", "my.bucket"])
        word = rng.choice(WORDS)
        return word + "x" * max(0, shape.metadata.get("min", 0) - len(word))

    def shorthand(self, value):
        """`A=b,C=[d,e],F={G=h}`; None where the syntax cannot say it."""
        if not isinstance(value, dict) or not value:
            return None
        parts = [self.pair(key, item) for key, item in value.items()]
        return None if any(part is None for part in parts) else ",".join(parts)

    def pair(self, key, item):
        if isinstance(item, list) and item and not isinstance(item[0], (dict, list)) and self.rng.random() < 0.5:
            texts = [self.atom(each) for each in item]
            return None if None in texts else f"{key}={','.join(texts)}"
        text = self.nested(item)
        return None if text is None or not all(c.isalnum() or c in "-_.#/:" for c in str(key)) else f"{key}={text}"

    def nested(self, item):
        if isinstance(item, dict):
            parts = [f"{k}={t}" if (t := self.nested(v)) is not None else None for k, v in item.items()]
            return None if None in parts else "{" + ",".join(parts) + "}"
        if isinstance(item, list):
            parts = [self.nested(each) for each in item]
            return None if None in parts else "[" + ",".join(parts) + "]"
        return self.atom(item)

    def atom(self, item):
        text = self.scalar_text(item)
        if "," in text or "'" in text or text == "":
            return None if "'" in text else f"'{text}'"
        return text

    def s3(self):
        rng = self.rng
        verb = rng.choice(["ls", "cp", "sync", "rm", "mv", "mb", "rb", "presign"])
        remote, local = ["s3://logs-bucket/a", "s3://b2-data", "s3://logs-bucket/x/y.txt"], [self.file, self.file, "-"]
        if verb in ("ls",):
            paths = rng.choice([[], [rng.choice(remote)]])
        elif verb in ("cp", "mv", "sync"):
            paths = rng.choice([
                [rng.choice(local), rng.choice(remote)], [rng.choice(remote), rng.choice(remote)],
                [rng.choice(remote), "/tmp/agreement-out"], [rng.choice(local), rng.choice(local)], [rng.choice(remote)],
            ])
            if verb == "sync":
                # A folder, and a small one.
                paths = ["/usr/share/doc/adduser" if p in local else p for p in paths]
        else:
            paths = [rng.choice(remote)]
        options = [{"name": n, "words": w, "shape": None, "required": False} for n, w in
                   rng.sample([("recursive", []), ("dryrun", []), ("quiet", []), ("exclude", ["*.tmp"]), ("delete", []),
                               ("acl", ["private"]), ("acl", ["everyone"]), ("storage-class", ["STANDARD"]), ("page-size", ["x"]),
                               ("human-readable", []), ("summarize", []), ("expires-in", ["60"])], rng.randint(0, 2))]
        return ["s3", verb], options, paths

    # --- spoiling -----------------------------------------------------------------------------------------------------

    def spoil(self, path, options, positionals):
        rng = self.rng
        extra = []
        count = rng.choices([0, 1, 2], [30, 58, 12])[0]
        for _ in range(count):
            kind = rng.choice([
                "service", "operation", "operation", "option", "option", "drop", "drop", "drop", "novalue", "unknown", "stray", "value",
                "value", "value", "value", "value", "value", "abbreviate", "abbreviate", "equals", "global", "global", "paginate", "file",
            ])
            valued = [o for o in options if o["words"]]
            if kind == "service":
                path[0] = self.typo(path[0])
            elif kind == "operation":
                path[-1] = self.typo(path[-1])
            elif kind == "option" and options:
                chosen = rng.choice(options)
                chosen["name"] = self.typo(chosen["name"])
            elif kind == "drop" and options:
                required = [o for o in options if o["required"]]
                options.remove(rng.choice(required or options))
            elif kind == "novalue" and valued:
                rng.choice(valued)["words"] = []
            elif kind == "unknown":
                options.append({"name": rng.choice(["wait", "force-delete", "cluster-nam", "name", "verbose", "yes", "dry", "filter"]),
                                "words": rng.choice([[], ["x"]]), "shape": None, "required": False})
            elif kind == "stray":
                extra.append(rng.choice(["web", "...", "true", "s3://x"]))
            elif kind == "value" and valued:
                self.spoil_value(rng.choice(valued))
            elif kind == "abbreviate" and options:
                chosen = rng.choice(options)
                chosen["name"] = chosen["name"][: rng.randint(1, len(chosen["name"]))] or chosen["name"]
            elif kind == "equals" and valued:
                rng.choice(valued)["equals"] = True
            elif kind == "global":
                options.append(rng.choice([
                    {"name": "output", "words": [rng.choice(["json", "text", "table", "jsn", "csv"])]},
                    {"name": "query", "words": [rng.choice(["a[0].b", "a[?b=='c'].d", "a[", "a[?b='c']", "a.b |", "length(a)", "*.b[]", "a[*.{x:b}", "sort_by(a,&b)[-1]", "a[?b==c", "{a:b,c:d}", "a.'b'", "a-b"])]},
                    {"name": "region", "words": rng.choice([["eu-west-1"], []])},
                    {"name": "no-cli-paginate", "words": []}, {"name": "debugg", "words": []},
                    {"name": "color", "words": [rng.choice(["on", "maybe"])]},
                    {"name": "cli-read-timeout", "words": [rng.choice(["5", "five"])]},
                    {"name": "profile", "words": []}, {"name": "no-sign-request", "words": []}, {"name": "no-verify-ssl", "words": ["x"]},
                ]) | {"shape": None, "required": False})
            elif kind == "paginate":
                options.append({"name": rng.choice(["no-paginate", "max-items", "page-size", "starting-token"]), "words": [], "shape": None, "required": False})
                if options[-1]["name"] != "no-paginate":
                    options[-1]["words"] = [rng.choice(["5", "x", "0"])]
                if rng.random() < 0.4:
                    options.append({"name": "no-paginate", "words": [], "shape": None, "required": False})
            elif kind == "file" and valued:
                # Whether a file is there and what is in it is no question of grammar: only one that is, for a text.
                chosen = rng.choice(valued)
                if chosen["shape"] is not None and chosen["shape"].type_name == "string":
                    chosen["words"] = [f"file://{self.file}"]
        return extra

    def typo(self, word):
        rng = self.rng
        if len(word) < 3:
            return word + "x"
        at = rng.randrange(1, len(word) - 1)
        return rng.choice([
            word[:at] + word[at + 1:], word[:at] + word[at] + word[at:], word[:at] + word[at + 1] + word[at] + word[at + 2:],
            word.replace("-", "_", 1), word + "s", word[:-1], word.replace("-", "", 1), word.capitalize(),
        ])

    def spoil_value(self, option):
        rng = self.rng
        shape, words = option["shape"], option["words"]
        kind = shape.type_name if shape is not None else "string"
        if kind in ("integer", "long"):
            option["words"] = [rng.choice(["abc", "1.5", "", "ten", "1,000", "-1", "0", "5m", "1_000", " 7"])]
        elif kind in ("float", "double"):
            option["words"] = [rng.choice(["abc", "1,5", "", "80%", "1e3", "-0.5", "inf"])]
        elif kind == "timestamp":
            option["words"] = [rng.choice(NO_TIMES + TIMES)]
        elif kind == "string":
            option["words"] = [rng.choice(["", "INVALID", "a b", "...", "{}", "-x", "--x"])]
        elif kind == "blob" and not shape.serialization.get("streaming"):
            option["words"] = [rng.choice(["/nonexistent/file", "x", "not base64!"])]
        elif kind in ("structure", "list", "map"):
            self.spoil_structure(option)

    def spoil_structure(self, option):
        rng = self.rng
        shape, words = option["shape"], option["words"]
        at = rng.randrange(len(words))
        word = words[at]
        how = rng.choice(["cut", "quotes", "json-type", "json-type", "unknown", "missing", "empty", "scalar", "duplicate", "space", "comma", "case"])
        if how in ("json-type", "unknown", "missing", "case"):
            value = self.value(shape, option["name"])
            value = self.spoil_json(value, how)
            texts = None
            if rng.random() < 0.5:
                texts = [self.shorthand(v) for v in value] if isinstance(value, list) and value else [self.shorthand(value)]
            option["words"] = texts if texts and all(texts) else [json.dumps(value)]
            return
        words[at] = {
            "cut": word[: rng.randint(0, max(0, len(word) - 1))],
            "quotes": word.replace('"', "'"),
            "empty": rng.choice(["", "{}", "[]", "[{}]", "null", '""']),
            "scalar": rng.choice(["x", "5", "true", "a=b", "=", "a=", ",", "Name", "Key=x Value=y"]),
            "duplicate": f"{word},{word}",
            "space": word.replace(",", ", ").replace("=", " = "),
            "comma": word + ",",
        }[how]

    def spoil_json(self, value, how):
        rng = self.rng
        spots = []

        def walk(node):
            if isinstance(node, dict):
                spots.extend((node, key) for key in node)
                for item in node.values():
                    walk(item)
            elif isinstance(node, list):
                spots.extend((node, i) for i in range(len(node)))
                for item in node:
                    walk(item)

        walk(value)
        if not spots:
            return rng.choice([{}, [], "x", 5, None])
        node, key = rng.choice(spots)
        if how == "json-type":
            node[key] = rng.choice(["text", 5, True, None, [], {}, ["a"], {"a": "b"}, 1.5, "true", "5"])
        elif how == "missing":
            del node[key]
        elif isinstance(node, dict):
            item = node.pop(key)
            node[key.swapcase() if how == "case" else key + "x"] = item
        return value

    def command(self):
        # Nearly half are of the families: the plain maker's own mistakes are the commonest ones that people make.
        if self.rng.random() < 0.45:
            return aws_families.make(self)
        path, options, positionals = self.make()
        extra = self.spoil(path, options, positionals)
        words = [*path, *positionals, *extra]
        tail = []
        for option in options:
            if option.get("equals") and option["words"]:
                tail += [f"--{option['name']}={option['words'][0]}", *option["words"][1:]]
            else:
                tail += [f"--{option['name']}", *option["words"]]
        return words + tail


def main():
    n, seed, endpoint = sys.argv[1:4]
    out = sys.stdout
    if n == "-":
        for line in sys.stdin.read().splitlines():
            print(json.dumps(run(json.loads(line), endpoint)), file=out, flush=True)
        return
    # Not the machine's own generator state: the same seed makes the same commands.
    maker = Maker(random.Random(int(seed)))
    for _ in range(int(n)):
        # `s3 mv` takes it away.
        with open(maker.file, "w") as file:
            file.write("x" * 64)
        print(json.dumps(run(maker.command(), endpoint)), file=out, flush=True)


main()
