"""Chunks of every dialect of the chat-completions stream, read into our events."""

from streamtui.core.chunks.reply_decoder import ReplyDecoder

__all__ = ["ReplyDecoder"]
