"""The command line as ``python -m itbounds``."""

from itbounds.cli import main

if __name__ == "__main__":
    main()
