#!/bin/sh
# Put into .tools/spark what the lock of the extra `spark` names. It is no wheel: Spark's own Java files, packed once on this machine.
set -eu
cd "$(dirname "$0")/.."

lock=requirements-spark.lock
stamp=.tools/spark/installed
wanted=$(cksum "$lock")
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then exit 0; fi

if uv --version >/dev/null 2>&1; then uv=uv; else uv=.tools/bin/uv; fi
echo "Fetching pyspark into .tools/spark ..." >&2
rm -rf .tools/spark
if ! "$uv" pip install --quiet --python .venv/bin/python --target .tools/spark --require-hashes --no-deps -r "$lock"; then
    rm -rf .tools/spark
    echo "pyspark was not installed: the words above say why; check the network, then run make spark again." >&2
    exit 1
fi
printf '%s\n' "$wanted" >"$stamp"
