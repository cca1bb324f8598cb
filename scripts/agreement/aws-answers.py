"""Runs commands of the real AWS CLI, one after another in this one process, and prints what each answered.

Reads argument lists as JSON lines from standard input; prints {"exit", "out", "err"} for each. Usage: aws-answers.py ENDPOINT
"""
import contextlib
import io
import json
import os
import sys
import time

os.environ.update(
    AWS_ACCESS_KEY_ID="none", AWS_SECRET_ACCESS_KEY="none", AWS_DEFAULT_REGION="us-east-1", AWS_CONFIG_FILE=os.devnull,
    AWS_SHARED_CREDENTIALS_FILE=os.devnull, AWS_EC2_METADATA_DISABLED="true", AWS_MAX_ATTEMPTS="1", AWS_PAGER="",
    AWS_ENDPOINT_URL=sys.argv[1], TZ="UTC", COLUMNS="80",
)

from awscli.clidriver import create_clidriver  # noqa: E402

# Waiters look at once: the emulator does everything at once, too.
time.sleep = lambda seconds: None

for line in sys.stdin:
    argv = json.loads(line)
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = create_clidriver().main(["--endpoint-url", sys.argv[1], *argv])
        except SystemExit as end:
            code = end.code
        out.flush()
    text = out.buffer.getvalue().decode("utf-8", "replace")
    print(json.dumps({"exit": code or 0, "out": text, "err": err.getvalue()}), flush=True)
