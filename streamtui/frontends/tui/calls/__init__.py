"""Function calls: the inspector, the question before one runs, editing one, the list of tools."""
