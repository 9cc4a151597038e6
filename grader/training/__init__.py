"""A student's network trained in torch, from the graph that was followed: observations, never marks."""
