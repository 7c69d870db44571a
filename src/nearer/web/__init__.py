"""The local pages: server, guards, routes and templates. Errors become statuses here and nowhere else."""
