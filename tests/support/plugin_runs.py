"""The arguments of pytest for a run in a process of its own."""

#: Other plugins are installed, too, and take longer to load than such a run; pytest-xdist gives the workers these ones.
ONLY_THIS_PLUGIN = ("--disable-plugin-autoload", "-p", "twilio_memory", "-p", "xdist", "-p", "no:cacheprovider")
