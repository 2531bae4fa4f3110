#!/bin/sh
# Resolve the newest allowed version of everything and write the locks: hashes, no address, all platforms and Pythons.
#   requirements.lock        all that working on undercount needs
#   requirements-run.lock    the part of it that using undercount needs
#   requirements-extras.lock the same with the extras nlp, web, ocr and covariates
#   requirements-spark.lock  what the extra spark adds; it stays out of the others, since it is 450 MB and no wheel
#   requirements-tools.lock  what installs it: uv, the build backend, and what the backend asks for when it makes an editable install
set -eu
cd "$(dirname "$0")/.."

if uv --version >/dev/null 2>&1; then uv=uv; else uv=.tools/bin/uv; fi

compile() {
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
        --no-emit-index-url --no-emit-find-links "$@" >/dev/null
}

compile pyproject.toml --group dev --upgrade --output-file requirements.lock
compile pyproject.toml --constraints requirements.lock --no-annotate --upgrade --output-file requirements-run.lock
compile pyproject.toml --extra nlp --extra web --extra ocr --extra covariates --constraints requirements.lock --no-annotate --upgrade \
    --output-file requirements-extras.lock
printf 'pyspark\n' | compile - --constraints requirements.lock --no-annotate --upgrade --output-file requirements-spark.lock
.venv/bin/python -c '
import tomllib
with open("pyproject.toml", "rb") as file:
    print("uv", "editables", *tomllib.load(file)["build-system"]["requires"], sep="\n")
' | compile - --constraints requirements.lock --no-annotate --upgrade --output-file requirements-tools.lock
