"""The rules of the Responses API, by what they look at.

"Open Responses" in a rule's docstring is the specification of that name, https://www.openresponses.org/specification.
Some rules of chat completions hold here, too: what they look at is HTTP and server-sent events.
"""
