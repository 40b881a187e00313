"""The pages: server-rendered, asking the API as any other client does, with the visitor's own rights."""
