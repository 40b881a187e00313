"""Orders candidates: the evidence-sum baseline, and later what is learned from engagement."""
