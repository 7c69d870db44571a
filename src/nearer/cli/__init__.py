"""The command line: one file per command. Errors become exit codes here and nowhere else."""
