"""What others may send, made at random from a number: the same number makes the same case, here and elsewhere.

Each kind is a module with `run(cases)`, which tries the cases with these numbers and counts how they ended. FuzzError
is raised where one ended in an exception that is not ours. The suite runs a few of each; `python -m tests.fuzz` as many
as one likes.
"""
