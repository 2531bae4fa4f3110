#!/bin/sh
# Put into .venv exactly what the locks name, and undercount itself: `install.sh run` for using it, `install.sh extras`
# with all its extras but Spark, `install.sh all` for working on it. Does nothing when that is already so. Needs Python 3.11 or newer, and uv or pip.
set -eu
cd "$(dirname "$0")/.."

set_name=${1:-run}
case $set_name in
run) lock=requirements-run.lock ;;
extras) lock=requirements-extras.lock ;;
all) lock=requirements.lock ;;
*) echo "install.sh: '$set_name' is not a set: say run, extras or all." >&2 && exit 2 ;;
esac

log=.tools/install.log
venv_python=.venv/bin/python
stamp=.venv/installed-$set_name
exact="--quiet --require-hashes --only-binary :all:"

fail() {
    if [ -s "$log" ]; then
        echo "--- the end of $log" >&2
        tail -n 15 "$log" >&2
        echo "---" >&2
    fi
    echo "undercount was not installed: $1" >&2
    exit 1
}

# is_between PYTHON NEWEST: it runs, and is of a version from 3.11 to 3.NEWEST.
is_between() {
    "$1" -c "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, $2))" >/dev/null 2>&1
}

is_new_enough() {
    is_between "$1" 99
}

# The locks hold wheels for Python 3.11 to 3.14; a newer one is tried where there is no other. uv may know some off the path.
find_python() {
    for newest in 14 99; do
        for candidate in ${PYTHON:-python3 python python3.14 python3.13 python3.12 python3.11}; do
            if is_between "$candidate" "$newest"; then
                "$candidate" -c 'import sys; print(sys.executable)'
                return
            fi
        done
    done
    [ -z "${PYTHON:-}" ] && UV_PYTHON_DOWNLOADS=never uv python find '>=3.11,<3.15' 2>/dev/null
}

find_pip() {
    for candidate in "$python -m pip" "python3 -m pip" pip3 pip; do
        if $candidate --version >/dev/null 2>&1; then
            echo "$candidate"
            return
        fi
    done
    return 1
}

# A uv that is there is used. Otherwise pip puts the locked one into .tools, which needs no virtual environment and no rights
# outside this folder, and is allowed where the system's Python is externally managed.
find_uv() {
    for candidate in uv .tools/bin/uv; do
        if "$candidate" --version >/dev/null 2>&1; then
            echo "$candidate"
            return
        fi
    done
    return 1
}

fetch_uv() {
    [ -n "$pip" ] || fail "neither uv nor pip was found; install pip (often the package python3-pip), then run make again."
    echo "Fetching uv, the installer ..." >&2
    # shellcheck disable=SC2086
    $pip install $exact --upgrade --target .tools -r requirements-tools.lock >>"$log" 2>&1 ||
        fail "pip could not fetch uv; check the network, then run make again."
}

# uv first; then uv with the certificates of the system; then pip, which may know a mirror or a proxy that uv does not.
install() {
    "$uv" pip install --python "$venv_python" "$@" >>"$log" 2>&1 && return
    UV_SYSTEM_CERTS=true UV_NATIVE_TLS=true "$uv" pip install --python "$venv_python" "$@" >>"$log" 2>&1 && return
    [ -n "$pip" ] && $pip --python "$venv_python" --retries 1 install "$@" >>"$log" 2>&1
}

# What is installed is current when the folder, the interpreter asked for, the locks and the project file are as last time.
wanted_state() {
    pwd
    echo "PYTHON=${PYTHON:-}"
    cksum "$lock" requirements-tools.lock pyproject.toml tools/install.sh
}

# An environment of another interpreter, or of a folder that has since been moved, is made anew.
is_usable() {
    is_new_enough "$venv_python" || return 1
    [ -z "${PYTHON:-}" ] || return 1
    for made in .venv/installed-*; do
        [ ! -f "$made" ] || [ "$(head -n 1 "$made")" = "$(pwd)" ] || return 1
    done
}

if [ -f "$stamp" ] && is_new_enough "$venv_python" && [ "$(cat "$stamp")" = "$(wanted_state)" ]; then
    exit 0
fi

mkdir -p .tools
echo '*' >.tools/.gitignore
: >"$log"

no_python="it needs Python 3.11 or newer and none was found; install one, or name it: make demo PYTHON=/path/to/python3.12."
[ -z "${PYTHON:-}" ] || no_python="$PYTHON is not a Python 3.11 or newer; name one that is, or leave PYTHON out."
python=$(find_python) || fail "$no_python"
pip=$(find_pip) || pip=
uv=$(find_uv) || { fetch_uv && uv=$(find_uv); } || fail "the uv that was fetched does not run on this machine; install uv by hand, then run make again."

echo "Installing undercount into .venv ..." >&2
if ! is_usable; then
    rm -rf .venv
    "$uv" venv --quiet --python "$python" .venv >>"$log" 2>&1 || fail "the virtual environment .venv could not be made with $python."
fi
# shellcheck disable=SC2086
install $exact -r requirements-tools.lock -r "$lock" ||
    fail "the packages in $lock could not be installed; check the network, and that $python is a version that they support (3.11 to 3.14)."
install --quiet --no-deps --no-build-isolation --editable . ||
    fail "the packages are there, but undercount itself could not be built; the words above say why."
wanted_state >"$stamp"
