"""``python -m nearer``: the same as the command ``nearer``."""

from nearer.cli.main import run

if __name__ == "__main__":
    run()
