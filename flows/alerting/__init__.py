"""Who has to know, when, through which channel, in which words."""
