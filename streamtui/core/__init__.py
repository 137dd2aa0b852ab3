"""Events, the state they fold into, and everything else that is decided without input or output."""
