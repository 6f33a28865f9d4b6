"""`python -m scrutiny` is the command `scrutiny`."""

from scrutiny.cli import main

if __name__ == "__main__":
    main()
