"""The command ``mll``: words in, exit codes out. Each command's module is loaded when it is used."""
