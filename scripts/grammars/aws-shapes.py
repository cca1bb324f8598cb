"""Prints the input and output shapes of the installed AWS CLI v1, one JSON object per line and service.

Shapes come through the CLI's own argument tables, so that an argument that the CLI renames or replaces has the shape the
CLI checks it against. Nothing is called, no credentials are needed. Usage: python3 aws-shapes.py [SERVICE…] > shapes.jsonl
"""
import json
import sys

from awscli.clidriver import ServiceCommand, create_clidriver
from awscli.customizations.paginate import _get_all_cli_input_tokens
from awscli.utils import is_document_type
from botocore import xform_name
from botocore.exceptions import DataNotFoundError, UnknownServiceError
from botocore.utils import is_json_value_header

SCALARS = {
    "integer": "i", "long": "i", "float": "f", "double": "f", "boolean": "b", "timestamp": "t", "blob": "B",
    "string": "s", "character": "s",
}
# Beyond this an enum is a catalogue (instance types, countries): it changes weekly and would be most of the file.
MOST_ENUM_VALUES = 60


class Shapes:
    """Interns the shapes of one service by their text, so that equal shapes are written once."""

    def __init__(self):
        self.texts = []
        self.by_text = {}
        self.by_shape = {}
        self.open = {}

    def put(self, text):
        if text not in self.by_text:
            self.by_text[text] = len(self.texts)
            self.texts.append(text)
        return self.by_text[text]

    def reference(self, shape, checks):
        """`s` and its like for a scalar, else a number; `checks` is false for outputs, where only names count."""
        kind = SCALARS.get(shape.type_name)
        if is_json_value_header(shape) or is_document_type(shape):
            return "d"
        if kind is not None:
            if not checks:
                return ""
            if kind == "B" and shape.serialization.get("streaming"):
                kind = "F"
            # A member that becomes part of the host's name must not be empty, whatever its shape says.
            least = shape.metadata.get("min", 1 if shape.serialization.get("hostLabel") else None)
            enum = shape.metadata.get("enum")
            text = kind
            if least is not None and kind in "sif" and (kind != "s" or least > 0):
                text += f">{least}"
            if enum and kind == "s" and len(enum) <= MOST_ENUM_VALUES and not any(" " in v or "|" in v for v in enum):
                text += f"={self.put('E ' + '|'.join(enum))}"
            return text
        key = (shape.name, checks)
        if key in self.by_shape:
            return str(self.by_shape[key])
        if key in self.open:
            # A shape that holds itself gets its number before its text.
            number = self.open[key]
            if number is None:
                number = self.open[key] = len(self.texts)
                self.texts.append("")
            return str(number)
        self.open[key] = None
        text = self.complex(shape, checks)
        number = self.open.pop(key)
        if number is None:
            number = self.put(text)
        else:
            self.texts[number] = text
        self.by_shape[key] = number
        return str(number)

    def complex(self, shape, checks):
        if shape.type_name == "structure":
            required = shape.metadata.get("required", []) if checks else []
            members = [
                f"{name}{'!' if name in required else ''}:{self.reference(member, checks)}".rstrip(":")
                for name, member in shape.members.items()
            ]
            return " ".join(["U" if checks and shape.is_tagged_union else "S", *members])
        least = shape.metadata.get("min", 0) if checks else 0
        bound = f">{least}" if least else ""
        if shape.type_name == "list":
            return f"L{bound} {self.reference(shape.member, checks)}"
        return f"M {self.reference(shape.key, checks)} {self.reference(shape.value, checks)}"


# Services whose answers are written down as well, for `--query`: those that runbooks ask.
ANSWERS = set(
    """acm apigateway apigatewayv2 application-autoscaling appconfig athena autoscaling backup batch ce cloudformation cloudfront
    cloudtrail cloudwatch codebuild codedeploy codepipeline cognito-idp configservice dax deploy dms docdb dynamodb dynamodbstreams
    ec2 ecr ecs efs eks elasticache elasticbeanstalk elb elbv2 emr es events firehose fsx glue guardduty health iam inspector2
    kafka keyspaces kinesis kms lambda logs memorydb mq neptune opensearch organizations pi rds redshift redshift-serverless
    resourcegroupstaggingapi route53 route53domains route53resolver s3api s3control scheduler secretsmanager securityhub
    service-quotas servicediscovery ses sesv2 shield sns sqs ssm stepfunctions sts support synthetics transfer wafv2 xray""".split()
)


def default_member(option):
    return "".join(part[:1].upper() + part[1:] for part in option.split("-"))


def argument_text(option, member, reference):
    """`option=Member:shape`, without what follows from the option's name."""
    pascal = default_member(option)
    if member == pascal:
        return f"{option}:{reference}"
    if member == pascal[:1].lower() + pascal[1:]:
        return f"{option}~:{reference}"
    return f"{option}={member}:{reference}"


def greatest(model):
    """`<50`: what the service takes at most. The client does not look at it; what 32 bits hold anyway is no bound."""
    most = model.metadata.get("max") if model.type_name in ("integer", "long") else None
    return "" if most is None or most >= 2**31 - 1 else f"<{most}"


def operation(command, shapes, with_output, small):
    arguments = []
    for name, argument in command.arg_table.items():
        model = getattr(argument, "argument_model", None)
        member = getattr(argument, "_serialized_name", None)
        if model is None or member is None or not hasattr(argument, "_operation_model") or name.startswith("no-"):
            continue
        reference = shapes.reference(model, True) + greatest(model)
        # A flag that is required is not to argparse: it may be its `--no-` form. The CLI minds only when it sends.
        if reference == "b" and argument.required:
            arguments.append(argument_text(name, member, reference) + "!")
        # What the argument table says already (`i` whole number, `f` number…) needs no second word here.
        default = default_member(name)
        if small:
            default = default[:1].lower() + default[1:]
        if reference not in ("s", "i", "f", "b", "B") or (member != default and not (reference == "b" and argument.required)):
            arguments.append(argument_text(name, member, reference))
    model = command._operation_model
    found = {"in": " ".join(arguments)}
    if with_output and model.output_shape is not None:
        found["out"] = shapes.reference(model.output_shape, False)
    return found


def is_small(commands):
    """Whether the service's members begin with a small letter, most of them."""
    names = [
        argument._serialized_name for command in commands for argument in command.arg_table.values()
        if getattr(argument, "_serialized_name", None)
    ]
    return sum(name[:1].islower() for name in names) * 2 > len(names)


def paging_arguments(session, model, command):
    """Arguments that turn pagination off when given: then `--max-items` and its like are refused."""
    try:
        config = session.get_paginator_model(model.service_name).get_paginator(command._operation_model.name)
    except (DataNotFoundError, ValueError):
        return []
    return list(_get_all_cli_input_tokens(config))


def waiters(session, model):
    """`wait instance-running` takes what the operation takes that it asks again and again."""
    try:
        found = session.get_waiter_model(model.service_name)
    except (DataNotFoundError, UnknownServiceError):
        return {}
    return {
        f"wait {xform_name(waiter, '-')}": {"in": "", "like": xform_name(found.get_waiter(waiter).operation, "-")}
        for waiter in found.waiter_names
    }


def main():
    driver = create_clidriver()
    wanted = set(sys.argv[1:])
    for name, command in driver._get_command_table().items():
        if not isinstance(command, ServiceCommand) or (wanted and name not in wanted):
            continue
        shapes = Shapes()
        model = command._get_service_model()
        commands = {n: c for n, c in command._get_command_table().items() if hasattr(c, "_operation_model")}
        small = is_small(commands.values())
        operations = {n: operation(c, shapes, name in ANSWERS, small) for n, c in commands.items()}
        for sub, found in operations.items():
            if pages := paging_arguments(driver.session, model, commands[sub]):
                found["pages"] = shapes.put("P " + " ".join(pages))
        operations.update(waiters(driver.session, model))
        print(json.dumps({"service": name, "small": small, "shapes": shapes.texts, "operations": operations}, separators=(",", ":")))


main()
