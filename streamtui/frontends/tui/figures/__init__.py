"""The figures beside a conversation: of the reply that is looked at, of all of them, of a day and a month."""
