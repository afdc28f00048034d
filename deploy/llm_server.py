"""An OpenAI-compatible server of one local GGUF file, for `make test-llm`: llm_server.py MODEL.gguf PORT [THREADS].

Runs in an environment of its own (`locks/llm.txt`). One thread unless told otherwise: on shared cores two are slower.
"""

import importlib
import sys
import threading


def main() -> None:
    """Serve until killed; the address is printed once the model is loaded."""
    llama = importlib.import_module("xllamacpp")
    options = llama.CommonParams()
    options.model.path, options.port = sys.argv[1], int(sys.argv[2])
    options.n_ctx, options.n_parallel, options.warmup = 8192, 1, False
    threads = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    options.cpuparams.n_threads = options.cpuparams_batch.n_threads = threads
    server = llama.Server(options)
    print(server.listening_address, flush=True)  # noqa: T201
    threading.Event().wait()


if __name__ == "__main__":
    main()
