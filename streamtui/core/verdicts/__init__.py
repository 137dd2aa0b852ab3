"""Why a reply or a call went wrong: rules over what it came to, each with the chunk that proves it."""
