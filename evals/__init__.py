"""Quality on public data sets: `tact eval NAME`. Applies what is shipped; never fits on the set it reports on.

Each eval is a function of (folder, level) registered under the folder's name; `evals.runner` finds, runs and prints it.
"""
