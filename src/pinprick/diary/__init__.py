"""Cases over time: what is kept, how it changed, and what that change means."""
