"""The models in a process of their own: frames on a Unix socket, a server, a client, and what keeps the process alive."""
