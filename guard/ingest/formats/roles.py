"""Names that exports give to the two sides of a conversation."""

from __future__ import annotations

from guard.types import Json, Role

ALIASES: dict[str, Role] = {
    **dict.fromkeys(("system", "developer"), "system"),
    **dict.fromkeys(
        ("user", "human", "customer", "client", "visitor", "end-user", "lead", "contact"), "user"
    ),
    **dict.fromkeys(
        ("assistant", "gpt", "chatgpt", "model", "bot", "agent", "admin", "operator"), "assistant"
    ),
    **dict.fromkeys(("function_call", "tool_call"), "assistant"),
    **dict.fromkeys(("tool", "function", "observation", "function_response", "tool_response"), "tool"),
}


def role_of(name: Json) -> Role | None:
    """The role behind a name, in any case of letters; None when it is unknown."""
    return ALIASES.get(name.strip().lower()) if isinstance(name, str) else None
