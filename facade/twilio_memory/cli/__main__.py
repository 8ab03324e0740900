"""The command line as a module: python -m twilio_memory.cli."""

from twilio_memory.cli import main

if __name__ == "__main__":
    main()
