"""A made-up world of tags with known bursts, to measure trend scorers on. Nothing in it comes from real accounts."""
