"""The ground everything stands on: where things are, what the office set, a period's bounds, a user's error."""
