"""The rules, by what they look at.

"API reference" in a rule's docstring is OpenAI's: https://platform.openai.com/docs/api-reference, of which `chat` is
/chat/create, `chunk` is /chat-streaming, `models` is /models/list, and `errors` is /docs/guides/error-codes beside it.
"""
