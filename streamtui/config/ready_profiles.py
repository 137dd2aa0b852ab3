"""Profiles of well-known places, there without a line of config.toml; the person's of the same name goes before one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from msgspec.structs import replace

from streamtui.config.environment import OPENAI_API_KEY, Environment
from streamtui.config.keys import OPENAI_URL
from streamtui.config.profiles import Profile
from streamtui.core.faults.faults import ConfigurationError

AZURE = "azure"
_AZURE_ADDRESS = "AZURE_OPENAI_ENDPOINT"
_READY = (
    Profile("openai", OPENAI_URL, model="gpt-4.1-mini"),
    Profile(AZURE, None, api_key_env="AZURE_OPENAI_API_KEY"),
    Profile("openrouter", "https://openrouter.ai/api/v1", api_key_env="OPENROUTER_API_KEY", model="openrouter/auto"),
    Profile("groq", "https://api.groq.com/openai/v1", api_key_env="GROQ_API_KEY", model="openai/gpt-oss-20b"),
    Profile("deepseek", "https://api.deepseek.com/v1", api_key_env="DEEPSEEK_API_KEY", model="deepseek-chat"),
    Profile("mistral", "https://api.mistral.ai/v1", api_key_env="MISTRAL_API_KEY", model="mistral-small-latest"),
    Profile(
        "gemini",
        "https://generativelanguage.googleapis.com/v1beta/openai",
        api_key_env="GEMINI_API_KEY",
        model="gemini-2.5-flash",
    ),
    Profile("xai", "https://api.x.ai/v1", api_key_env="XAI_API_KEY", model="grok-4.3"),
    Profile("together", "https://api.together.xyz/v1", api_key_env="TOGETHER_API_KEY", model="openai/gpt-oss-120b"),
    Profile("ollama", "http://127.0.0.1:11434/v1"),
    Profile("lmstudio", "http://127.0.0.1:1234/v1"),
    Profile("vllm", "http://127.0.0.1:8000/v1"),
    Profile("llamacpp", "http://127.0.0.1:8080/v1"),
)
"""One without a model asks the first that its server names."""
READY: Mapping[str, Profile] = {profile.name: profile for profile in _READY}
READY_KEYS: Collection[str] = {profile.api_key_env for profile in _READY if profile.api_key_env}
"""The variables that hold their keys."""
HERE: Mapping[str, int] = {name: port for name, one in READY.items() if (port := urlsplit(one.base_url or "").port)}
"""Servers on this machine, and the ports where they listen by themselves."""
TITLES: Mapping[str, str] = {"ollama": "Ollama", "lmstudio": "LM Studio", "vllm": "vLLM", "llamacpp": "llama.cpp"}
"""What those are called."""


def ready_profile(name: str, environment: Environment) -> Profile:
    """The one of that name. Azure has an address for each customer, which the shell alone may say: it gets the key.

    Raises ConfigurationError where that is missing.
    """
    if name != AZURE:
        return READY[name]
    address = environment.shell.get(_AZURE_ADDRESS).rstrip("/")
    if not address:
        raise ConfigurationError(
            f"Azure has an address for each resource: set {_AZURE_ADDRESS} to https://RESOURCE.openai.azure.com in the "
            f"environment, or write [profiles.{AZURE}] with base_url and model, the deployment's name, in config.toml."
        )
    bare = not urlsplit(address).path
    return replace(READY[AZURE], base_url=f"{address}/openai/v1" if bare else address)


def has_key(name: str, environment: Environment) -> bool:
    """The shell or a file has the key of that ready profile, and for Azure the shell its address."""
    if name == AZURE and not environment.shell.get(_AZURE_ADDRESS):
        return False
    return bool(environment.get(READY[name].api_key_env or OPENAI_API_KEY))
