"""The names of the GenAI conventions, as constants of our own: they moved to another repository and are being renamed.

Source: open-telemetry/semantic-conventions 1.41 and open-telemetry/semantic-conventions-genai, client inference.
"""

from __future__ import annotations

from dataclasses import dataclass

OPERATION = "gen_ai.operation.name"
PROVIDER = "gen_ai.provider.name"
CONVERSATION = "gen_ai.conversation.id"
AGENT = "gen_ai.agent.name"
MODEL = "gen_ai.request.model"
STREAM = "gen_ai.request.stream"
RESPONSE_ID = "gen_ai.response.id"
RESPONSE_MODEL = "gen_ai.response.model"
FINISH_REASONS = "gen_ai.response.finish_reasons"
FIRST_CHUNK_S = "gen_ai.response.time_to_first_chunk"
INPUT_TOKENS = "gen_ai.usage.input_tokens"
OUTPUT_TOKENS = "gen_ai.usage.output_tokens"
CACHED_TOKENS = "gen_ai.usage.cache_read.input_tokens"
REASONING_TOKENS = "gen_ai.usage.reasoning.output_tokens"
SYSTEM = "gen_ai.system_instructions"
INPUT = "gen_ai.input.messages"
OUTPUT = "gen_ai.output.messages"
TOOLS = "gen_ai.tool.definitions"
TOOL = "gen_ai.tool.name"
TOOL_TYPE = "gen_ai.tool.type"
TOOL_CALL = "gen_ai.tool.call.id"
TOOL_ARGUMENTS = "gen_ai.tool.call.arguments"
TOOL_RESULT = "gen_ai.tool.call.result"
TOKEN_TYPE = "gen_ai.token.type"  # noqa: S105 - input or output
SERVER = "server.address"
PORT = "server.port"
ERROR = "error.type"
STATUS = "http.response.status_code"
RESENT = "http.request.resend_count"
API = "openai.api.type"

RECORDING = "streamtui.recording"
ATTEMPT = "streamtui.attempt"
WAIT_S = "streamtui.retry.delay"
SILENT_S = "streamtui.stall.silence"
RETRIED = "streamtui.retry"
STALLED = "streamtui.stall"

CHAT, EXECUTE_TOOL, INVOKE_AGENT = "chat", "execute_tool", "invoke_agent"
API_TYPES = {"chat": "chat_completions", "responses": "responses"}

PARAMETERS = {
    "temperature": "gen_ai.request.temperature",
    "top_p": "gen_ai.request.top_p",
    "top_k": "gen_ai.request.top_k",
    "seed": "gen_ai.request.seed",
    "frequency_penalty": "gen_ai.request.frequency_penalty",
    "presence_penalty": "gen_ai.request.presence_penalty",
    "max_tokens": "gen_ai.request.max_tokens",
    "max_completion_tokens": "gen_ai.request.max_tokens",
    "max_output_tokens": "gen_ai.request.max_tokens",
    "n": "gen_ai.request.choice.count",
}
"""Numbers that a request may carry, by their names in the APIs."""
STOP = "gen_ai.request.stop_sequences"
REASONING_LEVEL = "gen_ai.request.reasoning.level"
PREVIOUS_RESPONSE = "gen_ai.request.previous_response.id"

SECONDS = [0.01 * 2**power for power in range(14)]
"""Buckets of all that is measured in seconds: 0.01 to 81.92."""
TOKENS = [4.0**power for power in range(14)]
"""Of what is counted in tokens: 1 to 67,108,864."""


@dataclass(frozen=True, slots=True)
class Conventions:
    """One of the two sets: what the metrics are called, and whether what is new in the later one is told."""

    duration: str
    first_chunk: str
    per_chunk: str
    latest: bool


TOKEN_USAGE = "gen_ai.client.token.usage"  # noqa: S105 - a histogram of 1.41
INFERENCE = "gen_ai.client.inference"
TOOL_DURATION = "gen_ai.execute_tool.duration"
CONVENTIONS = {
    "1.41": Conventions(
        "gen_ai.client.operation.duration",
        "gen_ai.client.operation.time_to_first_chunk",
        "gen_ai.client.operation.time_per_output_chunk",
        latest=False,
    ),
    "latest": Conventions(
        f"{INFERENCE}.duration",
        f"{INFERENCE}.time_to_first_chunk",
        f"{INFERENCE}.time_per_output_chunk",
        latest=True,
    ),
}

_PROVIDERS = {
    "openai.azure.com": "azure.ai.openai",
    "services.ai.azure.com": "azure.ai.inference",
    "generativelanguage.googleapis.com": "gcp.gemini",
    "aiplatform.googleapis.com": "gcp.vertex_ai",
    "amazonaws.com": "aws.bedrock",
    "anthropic.com": "anthropic",
    "cohere.com": "cohere",
    "deepseek.com": "deepseek",
    "groq.com": "groq",
    "cloud.ibm.com": "ibm.watsonx.ai",
    "mistral.ai": "mistral_ai",
    "moonshot.ai": "moonshot_ai",
    "perplexity.ai": "perplexity",
    "x.ai": "x_ai",
}


def provider_of(host: str) -> str:
    """The provider at a host, as the conventions name them; whoever else speaks OpenAI's API is called after that."""
    known = (name for domain, name in _PROVIDERS.items() if host == domain or host.endswith(f".{domain}"))
    return next(known, "openai")
