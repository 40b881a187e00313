"""Makes pictures and clips: jobs that are rows, a worker that runs them, links to what they made."""
