"""What hostile input costs, counted in steps and never by a clock."""
