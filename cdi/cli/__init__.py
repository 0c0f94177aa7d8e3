"""The command line: parsing, exit codes and progress; every command calls one function of another room."""
